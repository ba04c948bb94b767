namespace PenguinMails.AppHost.Resources.Vault;

/// <summary>The Vault that holds all secret material.</summary>
internal interface IVaultResource : IResource
{
    ReferenceExpression Address { get; }

    VaultCredentialFolders Folders { get; }
}

/// <summary>Where credentials for Vault lie: beside the instance's state here, where the deployment puts them elsewhere.</summary>
/// <param name="DeliveryFolder">One folder per service below it; vault-operations fills them.</param>
/// <param name="BootstrapTokenFile">The token for the first start, or null.</param>
internal sealed record VaultCredentialFolders(string DeliveryFolder, string? BootstrapTokenFile)
{
    /// <summary>Where a Vault on this machine writes its audit log, or null.</summary>
    public string? AuditFile { get; init; }
}

/// <summary>A Vault that runs as part of this instance.</summary>
internal sealed class VaultServerResource(string name, string command, string workingDirectory, VaultCredentialFolders folders)
    : ExecutableResource(name, command, workingDirectory), IVaultResource
{
    public VaultCredentialFolders Folders { get; } = folders;

    public ReferenceExpression Address
    {
        get
        {
            var endpoint = new EndpointReference(this, "http");
            return ReferenceExpression.Create(
                $"http://{endpoint.Property(EndpointProperty.IPV4Host)}:{endpoint.Property(EndpointProperty.Port)}");
        }
    }
}

/// <summary>A Vault that somebody else runs.</summary>
internal sealed class ExternalVaultResource(string name, ParameterResource address, VaultCredentialFolders folders)
    : Resource(name), IVaultResource
{
    public VaultCredentialFolders Folders { get; } = folders;

    public ReferenceExpression Address => ReferenceExpression.Create($"{address}");
}
