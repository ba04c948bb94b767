namespace PenguinMails.Destruction.Tests.Destroying;

/// <summary>What can happen to the running system.</summary>
internal enum StrikeKind
{
    KillKeyIssuance,
    KillRotation,
    KillAudit,
    KillGateway,
    KillIdentity,
    KillVaultOperations,
    KillPostgres,
    KillVault,
    KillRabbitMq,
    KillSshServer,
    FreezeKeyIssuance,
    FreezePostgres,
    FreezeVault,
    FreezeRabbitMq,
    FreezeSshServer,
    CutConnections,
}
