using System.Text.Json;
using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.AppRole;

/// <summary>Wrong logins lock a role id, as Vault has done since 1.13.</summary>
[Category("Component")]
internal sealed class LockoutTests
{
    private const int Threshold = 5;

    private string _mount = null!;

    private static VaultClient Client => SharedVault.Client;

    [SetUp]
    public async Task MountAsync()
    {
        _mount = SharedVault.NewName();
        (await Client.WriteAsync("sys/auth/" + _mount, new { type = "approle" })).Ok();
    }

    [Test]
    public async Task Login_AfterFiveWrongSecretIds_IsRefusedUnseen()
    {
        var (roleId, secretId) = await RoleAsync("locked");
        for (var wrong = 0; wrong < Threshold; wrong++)
        {
            (await LogInAsync(roleId, "wrong")).IsRefused(400, "invalid role or secret ID");
        }

        (await LogInAsync(roleId, secretId)).IsRefused(403, "permission denied");

        await SwitchOffAsync();
        (await LogInAsync(roleId, secretId)).Ok();
    }

    [Test]
    public async Task Login_OfAnotherRole_IsNotLocked()
    {
        var (locked, _) = await RoleAsync("locked");
        var (other, secretId) = await RoleAsync("other");
        await LockAsync(locked);

        (await LogInAsync(other, secretId)).Ok();
    }

    [Test]
    public async Task Login_Granted_ForgetsTheWrongOnesBefore()
    {
        var (roleId, secretId) = await RoleAsync("careless");
        for (var round = 0; round < 2; round++)
        {
            for (var wrong = 0; wrong < Threshold - 1; wrong++)
            {
                (await LogInAsync(roleId, "wrong")).IsRefused(400, "invalid role or secret ID");
            }

            (await LogInAsync(roleId, secretId)).Ok();
        }
    }

    [Test]
    public async Task Login_OfAnUnknownRoleId_LocksNothing()
    {
        for (var wrong = 0; wrong <= Threshold; wrong++)
        {
            (await LogInAsync("nobody", "wrong")).IsRefused(400, "invalid role or secret ID");
        }
    }

    [Test]
    public async Task Login_WhileSwitchedOff_IsNeverLocked()
    {
        await SwitchOffAsync();
        var (roleId, secretId) = await RoleAsync("open");

        for (var wrong = 0; wrong <= Threshold; wrong++)
        {
            (await LogInAsync(roleId, "wrong")).IsRefused(400, "invalid role or secret ID");
        }

        (await LogInAsync(roleId, secretId)).Ok();
    }

    [Test]
    public async Task Login_AfterTheLockoutsTime_IsGranted()
    {
        await TuneAsync(new { lockout_threshold = "1", lockout_duration = "1s" });
        var (roleId, secretId) = await RoleAsync("patient");

        (await LogInAsync(roleId, "wrong")).IsRefused(400, "invalid role or secret ID");

        await Eventually.Async(async () => (int)(await LogInAsync(roleId, secretId)).Status == 200, what: "The end of the lock-out");
    }

    [Test]
    public async Task Login_WithoutRoleId_CannotBeJudged()
    {
        (await Client.WriteAsync($"auth/{_mount}/login", new { }, token: "")).IsRefused(500, "failed to determine alias name from login request");

        await SwitchOffAsync();
        (await Client.WriteAsync($"auth/{_mount}/login", new { }, token: "")).IsRefused(400, "missing role_id");
    }

    [Test]
    public async Task LockedUsers_AreListedAndUnlocked()
    {
        var (roleId, secretId) = await RoleAsync("locked");
        var accessor = (await Client.ReadAsync("sys/auth")).Data.GetProperty(_mount + "/").GetProperty("accessor").GetString();
        await LockAsync(roleId);

        var listed = (await Client.ReadAsync($"sys/locked-users?mount_accessor={accessor}")).Ok().Data;
        Assert.That(listed.GetProperty("by_namespace")[0].GetProperty("mount_accessors")[0].GetProperty("alias_identifiers")[0].GetString(), Is.EqualTo(roleId));

        (await Client.WriteAsync($"sys/locked-users/{accessor}/unlock/{roleId}")).Ok();
        (await LogInAsync(roleId, secretId)).Ok();
    }

    [Test]
    public async Task Tune_IsShownByTheMount()
    {
        await TuneAsync(new { lockout_threshold = "7", lockout_duration = "10m", lockout_disable = true });

        var tuned = (await Client.ReadAsync($"sys/mounts/auth/{_mount}/tune")).Ok().Data;
        var listed = (await Client.ReadAsync("sys/auth")).Data.GetProperty(_mount + "/").GetProperty("config").GetProperty("user_lockout_config");

        foreach (var shown in new[] { tuned, listed })
        {
            Assert.That(shown.GetProperty("user_lockout_threshold").GetInt32(), Is.EqualTo(7));
            Assert.That(shown.GetProperty("user_lockout_duration").GetInt32(), Is.EqualTo(600));
            Assert.That(shown.GetProperty("user_lockout_counter_reset_duration").GetInt32(), Is.Zero);
            Assert.That(shown.GetProperty("user_lockout_disable").ValueKind, Is.EqualTo(JsonValueKind.True));
        }
    }

    [Test]
    public async Task Tune_OfAMountWithoutLogins_IsRefused() =>
        (await Client.WriteAsync("sys/mounts/secret/tune", new { user_lockout_config = new { lockout_disable = true } }))
            .IsRefused(400, "tuning of user lockout configuration for auth type \"kv\" not allowed");

    private async Task LockAsync(string roleId)
    {
        for (var wrong = 0; wrong < Threshold; wrong++)
        {
            await LogInAsync(roleId, "wrong");
        }
    }

    private Task SwitchOffAsync() => TuneAsync(new { lockout_disable = true });

    private async Task TuneAsync(object config) => (await Client.WriteAsync($"sys/mounts/auth/{_mount}/tune", new { user_lockout_config = config })).Ok();

    private async Task<(string RoleId, string SecretId)> RoleAsync(string role)
    {
        (await Client.WriteAsync($"auth/{_mount}/role/{role}", new { token_ttl = "5m" })).Ok();
        return (
            (await Client.ReadAsync($"auth/{_mount}/role/{role}/role-id")).Data.GetProperty("role_id").GetString()!,
            (await Client.WriteAsync($"auth/{_mount}/role/{role}/secret-id")).Data.GetProperty("secret_id").GetString()!);
    }

    private Task<VaultAnswer> LogInAsync(string roleId, string secretId) =>
        Client.WriteAsync($"auth/{_mount}/login", new { role_id = roleId, secret_id = secretId }, token: "");
}
