using Microsoft.Extensions.Diagnostics.HealthChecks;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.ServiceClients;

namespace PenguinMails.Identity.Development;

/// <summary>Creates the development users as soon as the database and Vault are available. Idempotent.</summary>
internal sealed class DevelopmentUserSeeding(
    Database database, MigrationsDone migrations, PasswordHashing passwords, ITransit transit, TimeProvider time, ILogger<DevelopmentUserSeeding> log)
    : DatabaseWorker(migrations, time, log), IHealthCheck
{
    private volatile bool _done;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The development users are not created yet."));

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var user in DevelopmentUsers.All)
        {
            await EnsureAsync(user, stoppingToken);
        }

        foreach (var (name, scope) in DevelopmentUsers.ServiceClients)
        {
            await EnsureClientAsync(name, scope, stoppingToken);
        }

        _done = true;
        Log.DevelopmentUsersMade(Logger, DevelopmentUsers.All.Count);
        return NextRun.Never;
    }

    private async Task EnsureClientAsync(string name, string scope, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(read => read.FindServiceClientAsync(name), cancellationToken) is null)
        {
            var client = new ServiceClient(Guid.CreateVersion7(), name, passwords.Hash(DevelopmentUsers.ServiceSecret), scope);
            await database.InTransactionAsync(transaction => transaction.TryAddServiceClientAsync(client, Time.GetUtcNow()), cancellationToken);
        }
    }

    private async Task EnsureAsync(DevelopmentUser user, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(read => read.FindUserAsync(user.Email), cancellationToken) is not null)
        {
            return;
        }

        var secret = Base32.Decode(user.TotpSecret);
        var cipherText = await transit.EncryptAsync(TransitKey.Identity, secret, cancellationToken: cancellationToken);
        CryptographicOperations.ZeroMemory(secret);
        var row = new User(
            Guid.CreateVersion7(), user.Email, passwords.Hash(DevelopmentUsers.Password), cipherText, user.Role, user.TenantId, LastTotpStep: 0);
        await database.InTransactionAsync(transaction => transaction.AddUserAsync(row, Time.GetUtcNow()), cancellationToken);
    }
}
