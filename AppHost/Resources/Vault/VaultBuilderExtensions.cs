using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Ports;
using PenguinMails.AppHost.Resources.Postgres;

namespace PenguinMails.AppHost.Resources.Vault;

internal static class VaultBuilderExtensions
{
    /// <summary>
    /// Adds Vault: the one at VAULT_ADDR; else a real server when there is one on PATH; else DevVault. A published
    /// application uses the deployer's.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="instance">Settings of the development instance.</param>
    /// <param name="storage">The database that a server started here stores in.</param>
    public static IResourceBuilder<IVaultResource> AddVaultServer(
        this IDistributedApplicationBuilder builder,
        string name,
        DevelopmentInstance instance,
        IResourceBuilder<PostgresDatabaseResource> storage)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            var address = builder.AddParameter($"{name}-address");
            return builder.AddResource(
                new ExternalVaultResource(name, address.Resource, new VaultCredentialFolders("/run/penguinmails/vault", null)))
                .ExcludeFromManifest();
        }

        var folder = Path.Combine(instance.DataFolder, "vault");
        return instance.VaultAddress is { } external
            ? AddExternal(builder, name, folder, external, instance.VaultToken)
            : AddServer(builder, name, folder, storage, instance.KeepsRootToken);
    }

    /// <summary>Gives a service the address of Vault and the folder with its own credential.</summary>
    public static IResourceBuilder<T> WithVault<T>(this IResourceBuilder<T> builder, IResourceBuilder<IVaultResource> vault)
        where T : IResourceWithEnvironment =>
        builder
            .WithReferenceRelationship(vault.Resource)
            .WithEnvironment("Vault__Address", vault.Resource.Address)
            .WithEnvironment("Vault__CredentialFolder", Path.Combine(vault.Resource.Folders.DeliveryFolder, builder.Resource.Name));

    /// <summary>Makes the service the one that sets Vault up and delivers the others' credentials.</summary>
    public static IResourceBuilder<T> DeliversCredentials<T>(this IResourceBuilder<T> builder, IResourceBuilder<IVaultResource> vault)
        where T : IResourceWithEnvironment
    {
        var folders = vault.Resource.Folders;
        builder.WithVault(vault).WithEnvironment("VaultOperations__DeliveryFolder", folders.DeliveryFolder);
        if (folders.AuditFile is { } auditFile)
        {
            builder.WithEnvironment("VaultOperations__AuditFile", auditFile);
        }

        // The way in of a Vault that was made here, or the developer's own token for theirs.
        return folders.BootstrapTokenFile is { } file
            ? builder.WithEnvironment("VaultOperations__BootstrapTokenFile", file).WithEnvironment("VaultOperations__KeepBootstrapToken", "true")
            : builder;
    }

    /// <summary>Lets the service follow Vault's own audit log, where Vault runs on this machine.</summary>
    public static IResourceBuilder<T> WithVaultTrail<T>(this IResourceBuilder<T> builder, IResourceBuilder<IVaultResource> vault)
        where T : IResourceWithEnvironment =>
        vault.Resource.Folders.AuditFile is { } file ? builder.WithEnvironment("Audit__VaultTrail__File", file) : builder;

    private static IResourceBuilder<IVaultResource> AddExternal(
        IDistributedApplicationBuilder builder, string name, string folder, Uri address, string? token)
    {
        var tokenFile = Path.Combine(folder, "bootstrap-token");
        if (token is not null)
        {
            ProtectedFile.Write(tokenFile, token);
        }

        var parameter = builder.AddParameter($"{name}-address", address.ToString().TrimEnd('/'));
        var client = new HttpClient { BaseAddress = address };
        var folders = new VaultCredentialFolders(Path.Combine(folder, "credentials"), File.Exists(tokenFile) ? tokenFile : null);
        return builder.AddResource(new ExternalVaultResource(name, parameter.Resource, folders)).WithHealthCheck(async cancellationToken =>
        {
            using var response = await client.GetAsync("v1/sys/health?standbyok=true&perfstandbyok=true", cancellationToken);
            response.EnsureSuccessStatusCode();
        });
    }

    private static IResourceBuilder<IVaultResource> AddServer(
        IDistributedApplicationBuilder builder, string name, string folder, IResourceBuilder<PostgresDatabaseResource> storage, bool keepsRootToken)
    {
        var port = KeptPorts.Take(name);
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var keeper = new VaultKeeper(client, folder, keepsRootToken ? RootTokenUse.KeptBesideWayIn : RootTokenUse.ReplacedByWayIn);
        var folders = new VaultCredentialFolders(Path.Combine(folder, "credentials"), keeper.BootstrapTokenFile)
        {
            AuditFile = Path.Combine(folder, "vault-audit.log"),
        };
        return builder.AddResource(new VaultServerResource(name, "/bin/sh", folder, folders))
            .WithHttpEndpoint(port, port, isProxied: false)
            .RunsVault(folder, port, storage)
            .WaitFor(storage)
            .WithHealthCheck(async cancellationToken =>
            {
                if (!await keeper.OpenAsync(cancellationToken))
                {
                    throw new InvalidOperationException("The Vault is sealed.");
                }
            });
    }

    private static IResourceBuilder<VaultServerResource> RunsVault(
        this IResourceBuilder<VaultServerResource> vault, string folder, int port, IResourceBuilder<PostgresDatabaseResource> storage)
    {
        if (VaultServerComponent.FindProgram() is { } program)
        {
            var password = GeneratedPassword.ReadOrCreate(storage.Resource.PasswordFile);
            var server = new VaultServerComponent(program, folder, port, new VaultDatabase(storage.Resource.Parent.Component.Port, "vault", "vault", password));
            return vault.Runs(() => server.Command, _ => Task.Run(server.Prepare, CancellationToken.None));
        }

        var devVault = new DevVaultComponent(folder, port);
        return vault
            .Runs(() => devVault.Command, _ => Task.Run(devVault.Prepare, CancellationToken.None))
            .WithEnvironment("DEVVAULT_POSTGRES", storage.Resource.ConnectionStringExpression);
    }
}
