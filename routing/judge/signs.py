"""The signs by which elements are known: what they say, and how big they may be."""

import re

NUMBER = re.compile(
    r"^(?!第).{1,14}?[〔\[［（(【]\s*\d{2,4}\s*[〕\]］）)】].{0,3}?\d{1,5}号$|^第?[0-9一二三四五六七八九十百]{1,6}[号期]$"
)
DECREE = re.compile(r"^.{0,24}第\s*[0-9一二三四五六七八九十百]{1,6}\s*[号期]$")
SECRECY = re.compile(r"^(?:绝密|机密|秘密|内部)")
URGENCY = re.compile(r"^(?:特急|加急|平急|急件|特提|紧急)$")
COPY = re.compile(r"^(?:№|No\.?)?\d{1,8}$")
SIGNER = re.compile(r"签发人")
COLON = ("：", ":")
FOLLOWS = re.compile(r"(?:如下|以下|下列|通知|决定)[：:]$")
ATTACHMENT_NOTE = re.compile(r"^附件\s*[:：]")
ATTACHMENT = re.compile(r"^附(?:[件表图]\d{0,3})?[:：]?$")
ITEM = re.compile(r"^\d{1,2}[.．、]")
LOOSE_DATE = re.compile(r"^\d{2,4}[-./年]\d{1,2}[-./月]\d{1,2}日?$")
COPIED = re.compile(r"^(?:抄送|主送|分送|报送|抄报|抄发|送)[:：]")
PRINTED = re.compile(r"印发$|\d{4}年\d{1,2}月\d{1,2}日印")
PAGE_NUMBER = re.compile(r"^[-－—―–·]*\s*\d{1,4}\s*[-－—―–·]*$")
ATTENDANCE = re.compile(r"^(?:出席|请假|列席|缺席)(?:人员)?[:：]?")
BIG = 18.5
"""pt: what is larger is a mark or a title, not text."""
CELL_OFF = 1.5
"""mm by which the place of a bracket may stand outside its cell."""
FOOT_TYPE = 15.2
"""pt: what is smaller at the foot of the last page may be 版记."""
CENTRED = 3.0
"""mm from the middle within which a line was meant to stand there."""
NO_PARAGRAPH = 2.6
"""Characters: a line that begins further right begins no paragraph."""
RIGHT_HALF = 8.5
"""Characters: a line that begins further right is a signature or a date."""
SEAL_HIGH = 56.0
"""mm: a name further above the next is none of the signatures."""
STOPS = tuple("。；：，、！？")
