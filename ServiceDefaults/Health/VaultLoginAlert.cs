using PenguinMails.Vault;
using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Raises an alert when Vault has begun to refuse this service's sign-in: nothing can be issued, revealed or signed by it then.</summary>
public sealed class VaultLoginAlert(
    AuditTrail trail, IVaultLoginState login, Database database, MigrationsDone migrations, TimeProvider time, ILogger<VaultLoginAlert> log)
    : DatabaseWorker(migrations, time, log)
{
    public const string Kind = "vault.login_refused";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private DateTimeOffset? _reported;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (login.RefusedSince is { } since && since != _reported)
        {
            await database.InTransactionAsync(transaction => transaction.PublishAsync(AlertOf(since)), stoppingToken);
            _reported = since;
        }

        return NextRun.After(Interval);
    }

    private AlertRaised AlertOf(DateTimeOffset since)
    {
        var service = trail.Platform.User;
        return new AlertRaised(
            Guid.CreateVersion7(Time.GetUtcNow()),
            Kind,
            AlertSeverities.Critical,
            $"{Kind}:{service}",
            TenantId: null,
            Secret: null,
            $"Since {since:yyyy-MM-dd HH:mm:ss}Z Vault refuses the sign-in of {service} without looking at its credential: "
                + "somebody's wrong logins may have locked its AppRole. What needs Vault waits.",
            "Find the wrong logins in Vault's audit log; vault-operations switches the lock-out off within a minute, or set "
                + "user_lockout_config.lockout_disable at sys/mounts/auth/approle/tune, and see that the role's identity entity is not disabled.",
            TraceId: null,
            since);
    }
}

internal static class VaultLoginAlertExtensions
{
    /// <summary>For services with a database, whose outbox carries the alert.</summary>
    public static void AddVaultLoginAlert(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(Database)))
        {
            services.AddHostedService<VaultLoginAlert>();
        }
    }
}
