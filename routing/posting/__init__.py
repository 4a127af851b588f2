"""Messages to the outside: by mail, and by the robots of 企业微信, 钉钉 and 飞书. Values in, an answer or an error out.

A tool: it knows neither the application nor its tables, and makes no attempt twice.
"""
