namespace PenguinMails.ServiceDefaults;

/// <summary>For services whose endpoints take no access tokens: they need neither Identity's keys nor its list of ended sessions, and trust no token that is presented.</summary>
public static class NoTokensExtensions
{
    public static IServiceCollection AddNoTokens(this IServiceCollection services) => services
        .AddSingleton<ITokenKeys, NoTokenKeys>()
        .AddSingleton<IRevokedSessions, UnknownSessions>();

    private sealed class NoTokenKeys : ITokenKeys
    {
        public bool AreMissing => true;

        public Microsoft.IdentityModel.Tokens.SecurityKey? Find(string keyId) => null;

        public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class UnknownSessions : IRevokedSessions
    {
        public ValueTask<bool?> IsRevokedAsync(Guid sessionId, CancellationToken cancellationToken) => ValueTask.FromResult<bool?>(null);
    }
}
