using Aspire.Hosting;
using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Resources;
using PenguinMails.AppHost.Resources.Postgres;
using PenguinMails.AppHost.Resources.RabbitMq;
using PenguinMails.AppHost.Resources.Vault;

// The picture of the system: what it consists of, who uses whom, and in which order it starts.
return await DevelopmentHost.RunAsync(args, (builder, instance, tenantServers) =>
{
    var postgres = builder.AddPostgresServer("postgres", instance.FolderOf("postgres"));
    var messaging = builder.AddRabbitMqBroker("messaging", instance.FolderOf("messaging"));
    var vault = builder.AddVaultServer("vault", instance, storage: postgres.AddDatabase("vault"));

    var vaultOperations = builder.AddProject("vault-operations", "../services/VaultOperations/VaultOperations.csproj")
        .AsWebService()
        .DeliversCredentials(vault).WaitFor(vault);

    var identityDatabase = postgres.AddDatabase("identity");
    var identity = builder.AddProject("identity", "../services/Identity/Identity.csproj")
        .AsService(identityDatabase, messaging, vault, vaultOperations)
        .WithDevelopmentUsers();

    var keyIssuanceDatabase = postgres.AddDatabase("keyissuance");
    var keyIssuance = builder.AddProject("key-issuance", "../services/KeyIssuance/KeyIssuance.csproj")
        .AsService(keyIssuanceDatabase, messaging, vault, vaultOperations)
        .WithReference(identity).WaitFor(identity)
        .WithSshGrace("KeyIssuance__Ssh__GracePeriod", instance)
        .WithReplicas(2);
    tenantServers.EnrolledBy(keyIssuance);

    var rotationDatabase = postgres.AddDatabase("rotation");
    var rotation = builder.AddProject("rotation", "../services/Rotation/Rotation.csproj")
        .AsService(rotationDatabase, messaging, vault, vaultOperations)
        .WithReference(identity).WaitFor(identity)
        .WithSshGrace("Rotation__Ssh__GracePeriod", instance);

    var auditDatabase = postgres.AddDatabase("audit");
    var audit = builder.AddProject("audit", "../services/Audit/Audit.csproj")
        .AsService(auditDatabase, messaging, vault, vaultOperations)
        .WithReference(identity).WaitFor(identity);

    builder.AddProject("gateway", "../gateway/Gateway.csproj")
        .AsWebService(instance.GatewayPort).WithExternalHttpEndpoints()
        .WithVault(vault).WaitFor(vaultOperations)
        .WithReference(identity).WithReference(keyIssuance).WithReference(rotation).WithReference(audit)
        .WaitFor(identity).WaitFor(keyIssuance).WaitFor(rotation).WaitFor(audit);
});
