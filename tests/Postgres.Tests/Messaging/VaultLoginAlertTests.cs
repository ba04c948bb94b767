using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>A service that Vault does not let in says so through its outbox, once each time.</summary>
[Category("Component")]
internal sealed class VaultLoginAlertTests
{
    [Test]
    public async Task SignIn_RefusedByVault_IsAlertedOncePerEpisode()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var alerts = await RawQueue.BindAsync(broker, typeof(AlertRaised));
        var login = new LoginState();
        await using var service = await TestService.StartAsync(
            await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
            broker,
            services: services =>
            {
                services.AddSingleton<IVaultLoginState>(login);
                services.AddSingleton(new AuditTrail(PlatformServices.KeyIssuance, TimeProvider.System));
                services.AddHostedService<VaultLoginAlert>();
            });

        login.RefusedSince = TimeProvider.System.GetUtcNow();
        await Eventually.Async(() => alerts.Messages.Count == 1, what: "The alert");
        login.RefusedSince = null;
        login.RefusedSince = TimeProvider.System.GetUtcNow().AddMinutes(1);
        await Eventually.Async(() => alerts.Messages.Count >= 2, what: "The alert of the second time");

        Assert.That(alerts.Messages, Has.Count.EqualTo(2));
        Assert.That(alerts.Messages[0].GetProperty("kind").GetString(), Is.EqualTo("vault.login_refused"));
        Assert.That(alerts.Messages[0].GetProperty("severity").GetString(), Is.EqualTo(AlertSeverities.Critical));
        Assert.That(alerts.Messages[0].GetProperty("deduplicationKey").GetString(), Is.EqualTo("vault.login_refused:key-issuance"));
    }

    private sealed class LoginState : IVaultLoginState
    {
        public DateTimeOffset? RefusedSince { get; set; }

        public DateTimeOffset? SignedInAt => null;
    }
}
