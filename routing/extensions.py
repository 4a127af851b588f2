"""The extensions of the application, made once and bound to an app in create_app."""

from typing import TYPE_CHECKING

from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:  # what Flask-SQLAlchemy makes of Base, as a type checker can follow it
    Model = Base
else:
    Model = db.Model

login = LoginManager()
csrf = CSRFProtect()
bootstrap = Bootstrap5()
compress = Compress()
