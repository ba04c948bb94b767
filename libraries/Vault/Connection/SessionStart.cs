namespace PenguinMails.Vault.Connection;

/// <summary>Signs in when the service starts, not when the first request comes.</summary>
internal sealed class SessionStart(VaultConnection connection) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        connection.Session.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
