using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PenguinMails.Identity.Credentials;
using PenguinMails.Postgres;
using PenguinMails.Vault;

namespace PenguinMails.Identity.Users;

/// <summary>Makes the development users once the database and Vault are there. Repeating it changes nothing.</summary>
internal sealed class DevelopmentUserSeeding(
    Database database, MigrationsDone migrations, PasswordHashing passwords, ITransit transit, TimeProvider time, ILogger<DevelopmentUserSeeding> log)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private volatile bool _done;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The development users are being made."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(RetryInterval, time);
        do
        {
            try
            {
                foreach (var user in DevelopmentUsers.All)
                {
                    await EnsureAsync(user, stoppingToken);
                }

                _done = true;
                Log.DevelopmentUsersMade(log, DevelopmentUsers.All.Count);
                return;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.DevelopmentUsersWait(log, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
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
        await database.InTransactionAsync(transaction => transaction.AddUserAsync(row, time.GetUtcNow()), cancellationToken);
    }
}
