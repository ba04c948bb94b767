namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>Knows which limits of accounts a person has called meant.</summary>
internal interface IMeantLimits
{
    /// <returns>Whether every one of the limits is meant for the account of that server.</returns>
    Task<bool> AreMeantAsync(Guid serverId, string account, IReadOnlyCollection<AccountLimit> limits, CancellationToken cancellationToken);
}
