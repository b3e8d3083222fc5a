"""One deployment folder, read and checked into frozen values before anything starts.

Owns the file formats of `config/<deployment>/`. Must not know databases, accounts, or what the
values are used for.
"""

from logistics.deployment.catalog_file import read_catalog
from logistics.deployment.load import Deployment, load_deployment
from logistics.deployment.service import Service
from missions.reading.findings import DeploymentError, Finding

__all__ = [
    "Deployment",
    "DeploymentError",
    "Finding",
    "Service",
    "load_deployment",
    "read_catalog",
]
