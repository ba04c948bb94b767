using PenguinMails.Vault;
using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Raises an alert when Vault has begun to refuse this service's sign-in: nothing can be issued, revealed or signed by it then. It is raised again for
/// as long as that lasts, because a sign-in of another instance ends it (the heartbeat reports it to Audit).
/// </summary>
public sealed class VaultLoginAlert(
    AuditTrail trail, IVaultLoginState login, Database database, MigrationsDone migrations, TimeProvider time, ILogger<VaultLoginAlert> log)
    : DatabaseWorker(migrations, time, log)
{
    public const string Kind = "vault.login_refused";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Repetition = TimeSpan.FromMinutes(10);

    private (DateTimeOffset Since, DateTimeOffset At)? _reported;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var now = Time.GetUtcNow(); // before the look: a sign-in after it is later than the alert
        if (login.RefusedSince is { } since && (since != _reported?.Since || now - _reported?.At > Repetition))
        {
            await database.InTransactionAsync(transaction => transaction.PublishAsync(AlertOf(since, now)), stoppingToken);
            _reported = (since, now);
        }

        return NextRun.After(Interval);
    }

    private AlertRaised AlertOf(DateTimeOffset since, DateTimeOffset now)
    {
        var service = trail.Platform.User;
        return new AlertRaised(
            Guid.CreateVersion7(now),
            Kind,
            AlertSeverities.Critical,
            DeduplicationKeyOf(service),
            TenantId: null,
            Secret: null,
            $"Since {since:yyyy-MM-dd HH:mm:ss}Z Vault refuses the sign-in of {service} without looking at its credential: "
                + "somebody's wrong logins may have locked its AppRole. What needs Vault waits.",
            "Find the wrong logins in Vault's audit log; vault-operations switches the lock-out off within a minute, or set "
                + "user_lockout_config.lockout_disable at sys/mounts/auth/approle/tune, and see that the role's identity entity is not disabled.",
            TraceId: null,
            now);
    }

    /// <summary>What the alerts about one service's sign-in have in common.</summary>
    public static string DeduplicationKeyOf(string service) => $"{Kind}:{service}";
}

internal static class VaultLoginAlertExtensions
{
    /// <summary>For services whose database has an outbox, which carries the alert.</summary>
    public static void AddVaultLoginAlert(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(OutboxSignal)))
        {
            services.AddHostedService<VaultLoginAlert>();
        }
    }
}
