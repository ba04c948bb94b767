using PenguinMails.AppHost.Development;
using PenguinMails.AppHost.Resources;
using PenguinMails.AppHost.Resources.Mail;
using PenguinMails.AppHost.Resources.Postgres;
using PenguinMails.AppHost.Resources.RabbitMq;
using PenguinMails.AppHost.Resources.Vault;

// The picture of the system: what it consists of, who uses whom, and in which order it starts.
// Services wait only for what they cannot start without: one that lacks another is unhealthy until that one answers.
return await DevelopmentHost.RunAsync(args, (builder, instance, tenantServers) =>
{
    var postgres = builder.AddPostgresServer("postgres", instance.FolderOf("postgres"));
    var messaging = builder.AddRabbitMqBroker("messaging", instance.FolderOf("messaging"), instance.BrokerManagementPort);
    var vault = builder.AddVaultServer("vault", instance, storage: postgres.AddDatabase("vault"));

    var vaultOperations = builder.AddProject<Projects.VaultOperations>("vault-operations")
        .AsWebService()
        .DeliversCredentials(vault).WaitFor(vault)
        .WatchesVault(postgres.AddDatabase("vaultoperations"), messaging);

    var identityDatabase = postgres.AddDatabase("identity");
    var identity = builder.AddProject<Projects.Identity>("identity")
        .AsService(identityDatabase, messaging, vault, vaultOperations)
        .WithDevelopmentUsers(instance)
        .WithLocalMail(instance);
    vaultOperations.WithReference(identity);

    var keyIssuanceDatabase = postgres.AddDatabase("keyissuance");
    var keyIssuance = builder.AddProject<Projects.KeyIssuance>("key-issuance")
        .AsService(keyIssuanceDatabase, messaging, vault, vaultOperations)
        .WithReference(identity)
        .WithSshGrace("KeyIssuance__Ssh__GracePeriod", instance)
        .WithReplicas(2);
    identity.WithReference(keyIssuance);
    tenantServers.EnrolledBy(keyIssuance);

    var rotationDatabase = postgres.AddDatabase("rotation");
    var rotation = builder.AddProject<Projects.Rotation>("rotation")
        .AsService(rotationDatabase, messaging, vault, vaultOperations)
        .WithReference(identity)
        .WithSshGrace("Rotation__Ssh__GracePeriod", instance);

    var auditDatabase = postgres.AddDatabase("audit", hasOwner: true);
    var audit = builder.AddProject<Projects.Audit>("audit")
        .AsService(auditDatabase, messaging, vault, vaultOperations).MigratedByOwner<Projects.Audit>(auditDatabase)
        .WithReference(identity)
        .WithLedgerFolders(instance)
        .WithVaultTrail(vault);

    var adminQueryDatabase = postgres.AddDatabase("adminquery");
    var adminQuery = builder.AddProject<Projects.AdminQuery>("admin-query")
        .AsService(adminQueryDatabase, messaging, vault, vaultOperations)
        .WithReference(identity);

    var portal = builder.AddProject<Projects.Portal>("portal")
        .AsPortal(postgres.AddDatabase("portal"), instance);

    var gateway = builder.AddProject<Projects.Gateway>("gateway")
        .AsWebService(instance.GatewayPort).WithExternalHttpEndpoints().WithMetricsPort()
        .WithVault(vault).WaitFor(vaultOperations)
        .WithReference(identity).WithReference(keyIssuance).WithReference(rotation).WithReference(audit).WithReference(adminQuery)
        .WithReference(vaultOperations)
        .WithReference(portal)
        .AdmitsApiKeys(instance);
    portal.WithReference(gateway.GetEndpoint("http"));
});
