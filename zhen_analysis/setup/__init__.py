"""What a new town needs: forms to fill in, a workspace, its catalogue as a workbook."""
