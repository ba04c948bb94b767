namespace PenguinMails.KeyIssuance.Servers;

/// <summary>Is notified of what happens to servers, in the transaction of what happens.</summary>
internal interface IServerListener
{
    /// <summary>The server is in use.</summary>
    Task EnrolledAsync(DatabaseTransaction transaction, Guid serverId);

    /// <summary>The server is given up.</summary>
    Task AbandonedAsync(DatabaseTransaction transaction, Guid serverId, DateTimeOffset now);

    /// <summary>A credential that the platform has not issued stays on the server, as asked for.</summary>
    Task CredentialStaysAsync(DatabaseTransaction transaction, Guid serverId, string account, string fingerprint, AuditActor actor, DateTimeOffset now);
}
