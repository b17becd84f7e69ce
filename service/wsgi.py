"""The application as a WSGI server imports it, made with the settings of this process."""

from service.app import create_app
from service.settings import Settings

application = create_app(Settings.from_process())
