"""Coming in, and passwords."""

from wtforms import HiddenField, PasswordField, StringField, ValidationError

from routing.forms.base import AtMost, Filled, Form


class LoginForm(Form):
    username = StringField("用户名", [Filled("请填写用户名"), AtMost(40)])
    password = PasswordField("密码", [Filled("请填写密码"), AtMost(200)])
    next = HiddenField()


class NewPasswordForm(Form):
    new = PasswordField("新密码", [Filled("请填写新密码"), AtMost(200)])
    again = PasswordField("再输一遍", [Filled("请再输一遍新密码")])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            raise ValidationError("两次输入的密码不一样")


class PasswordForm(NewPasswordForm):
    old = PasswordField("原密码", [Filled("请填写原密码"), AtMost(200)])
