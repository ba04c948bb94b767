namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>Is notified when an operation could not get into a server that answers.</summary>
internal interface IAccessListener
{
    /// <param name="transaction">One of its own.</param>
    /// <param name="serverId">The server; it may not be in use yet.</param>
    /// <param name="code">One of <see cref="AccessCodes"/>.</param>
    Task AccessLostAsync(DatabaseTransaction transaction, Guid serverId, string code);
}
