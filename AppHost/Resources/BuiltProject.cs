using Aspire.Hosting;
using PenguinMails.LocalComponents;

namespace PenguinMails.AppHost.Resources;

/// <summary>
/// A project that was built with the AppHost and runs as it is. Aspire would build one that is added by its path again, at every
/// start, several at a time, and with the default properties.
/// </summary>
internal abstract class BuiltProject(string path) : IProjectMetadata
{
    public string ProjectPath { get; } = Path.Combine(RepositoryFolder.Find(), path);

    public bool SuppressBuild => true;
}

internal sealed class VaultOperationsProject() : BuiltProject("services/VaultOperations/VaultOperations.csproj");

internal sealed class IdentityProject() : BuiltProject("services/Identity/Identity.csproj");

internal sealed class KeyIssuanceProject() : BuiltProject("services/KeyIssuance/KeyIssuance.csproj");

internal sealed class RotationProject() : BuiltProject("services/Rotation/Rotation.csproj");

internal sealed class AuditProject() : BuiltProject("services/Audit/Audit.csproj");

internal sealed class GatewayProject() : BuiltProject("gateway/Gateway.csproj");
