using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Bootstrap;

namespace PenguinMails.VaultOperations.Tests.Bootstrap;

/// <summary>The lock-out of auth/approle, on Vaults that know the setting and on those that do not.</summary>
[Category("Pure")]
internal sealed class LockoutTests
{
    [Test]
    public async Task Repair_SettingMissing_IsSetOnceAndReportedOnce()
    {
        var vault = new FakeVault("2.0.3", knowsLockout: true);
        var part = new AppRoleLockout(vault, NullLogger.Instance);

        var first = await part.RepairAsync(vault, CancellationToken.None);
        var second = await part.RepairAsync(vault, CancellationToken.None);

        Assert.That(first.Single().IsRepaired);
        Assert.That(second, Is.Empty);
        Assert.That(vault.Tunes, Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Repair_VaultThatDoesNotKnowTheSetting_IsLeftAlone(bool ignoresIt)
    {
        var vault = new FakeVault("1.8.0", knowsLockout: false) { TuneStatus = ignoresIt ? 204 : 400 };
        var part = new AppRoleLockout(vault, NullLogger.Instance);

        for (var round = 0; round < 5; round++)
        {
            Assert.That(await part.RepairAsync(vault, CancellationToken.None), Is.Empty);
        }

        Assert.That(vault.Tunes, Is.EqualTo(1), "no repetition every 30 s");
    }

    [Test]
    public async Task Repair_VaultThatWasUpgraded_IsAskedAgain()
    {
        var vault = new FakeVault("1.12.9", knowsLockout: false);
        var part = new AppRoleLockout(vault, NullLogger.Instance);
        await part.RepairAsync(vault, CancellationToken.None);

        vault.Upgrade("1.13.0");

        Assert.That(await part.RepairAsync(vault, CancellationToken.None), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Repair_PolicyThatIsTooOld_LeavesTheRestToBeRepaired()
    {
        var vault = new FakeVault("2.0.3", knowsLockout: true) { TuneStatus = 403 };

        var drift = (await new AppRoleLockout(vault, NullLogger.Instance).RepairAsync(vault, CancellationToken.None)).Single();

        Assert.That((drift.IsRepaired, drift.MayStart), Is.EqualTo((false, false)));
        Assert.That(drift.What, Does.Contain("policy"));
    }

    /// <summary>sys/auth, its tune, and the version.</summary>
    private sealed class FakeVault(string firstVersion, bool knowsLockout) : IVaultApi, IVaultHealth
    {
        private string _version = firstVersion;
        private bool _knowsLockout = knowsLockout;
        private bool _isDisabled;

        public int Tunes { get; private set; }

        public int TuneStatus { get; set; } = 204;

        public void Upgrade(string to) => (_version, _knowsLockout) = (to, true);

        public Task<VaultStatus> CheckAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(new VaultStatus(VaultState.Active, _version, null, null, TimeSpan.Zero));

        public Task<VaultAnswer> SendAsync(HttpMethod method, string path, JsonObject? body = null, CancellationToken cancellationToken = default)
        {
            if (path == "sys/auth")
            {
                return Task.FromResult(new VaultAnswer(200, Mounts(), path, null));
            }

            Assert.That(path, Is.EqualTo("sys/mounts/auth/approle/tune"));
            Tunes++;
            _isDisabled |= _knowsLockout && TuneStatus == 204 && body!["user_lockout_config"]!["lockout_disable"]!.GetValue<bool>();
            return Task.FromResult(new VaultAnswer(TuneStatus, default, path, TuneStatus switch
            {
                403 => VaultRefusal.PermissionDenied,
                400 => VaultRefusal.InvalidRequest,
                _ => null,
            }));
        }

        public Task<WrappedToken> SendWrappedAsync(
            HttpMethod method, string path, JsonObject? body, TimeSpan timeToLive, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        private JsonElement Mounts()
        {
            var config = new JsonObject { ["default_lease_ttl"] = 0 };
            if (_isDisabled)
            {
                config["user_lockout_config"] = new JsonObject { ["user_lockout_disable"] = true };
            }

            return JsonSerializer.SerializeToElement(new JsonObject { ["approle/"] = new JsonObject { ["type"] = "approle", ["config"] = config } });
        }
    }
}
