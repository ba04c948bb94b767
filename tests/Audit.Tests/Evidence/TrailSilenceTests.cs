using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Tests.VaultTrail;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Evidence;

/// <summary>Vault writes on, and its trail does not come any more.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class TrailSilenceTests
{
    private readonly int _port = ReservedPort.Take();
    private WatchedVault _vault = null!;
    private AuditService _service = null!;

    [SetUp]
    public async Task SetUpAsync() => _vault = await WatchedVault.StartAsync();

    [TearDown]
    public async Task TearDownAsync()
    {
        await _service.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task File_ReplacedByAnother_IsAnAlertThatEndsWhenItIsBack()
    {
        await StartAsync(_vault.File, silence: "00:00:02");
        await SeenAsync("in_file");
        var folder = TestFolder.Create("taken");
        var (other, taken) = (Path.Combine(folder, "other"), Path.Combine(folder, "taken"));
        await File.WriteAllTextAsync(other, TrailLines.Plain(1) + "\n");

        File.Replace(other, _vault.File, taken); // what Vault writes from now on is in the file that was taken away

        await AlertedAsync("open", "its audit file");
        Assert.That(await _service.ScalarAsync<string>("select string_agg(source, ' ') from evidence where silent_since is not null"), Does.Contain("vault-trail/file"));

        File.Move(taken, _vault.File, overwrite: true);

        await AlertedAsync("resolved", "its audit file");
    }

    [Test]
    public async Task File_ThatIsNotThereAnyMore_IsAnAlertThatEndsWhenItIsBack()
    {
        var link = Path.Combine(TestFolder.Create("mounted"), "audit.log"); // Vault's file as this service sees it
        File.CreateSymbolicLink(link, _vault.File);
        await StartAsync(link, silence: "00:00:02");
        await SeenAsync("in_file");

        File.Delete(link);

        await AlertedAsync("open", "its audit file");

        File.CreateSymbolicLink(link, _vault.File);

        await AlertedAsync("resolved", "its audit file");
    }

    [Test]
    public async Task File_ThatIsRotated_IsFollowedWithoutAnAlert()
    {
        await StartAsync(_vault.File, silence: "00:01:00");
        await SeenAsync("in_file");

        File.Move(_vault.File, _vault.File + ".1");
        await SeenAsync("in_file");
        File.Copy(_vault.File, _vault.File + ".2");
        await File.WriteAllTextAsync(_vault.File, "");
        await SeenAsync("in_file");

        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert where kind = 'audit.vault_trail_silent'"), Is.Zero);
        Assert.That(
            await _service.ScalarAsync<int>("select count(*) from audit_record join audit_path using (path_id) where path = 'auth/token/lookup-self'"), Is.Zero,
            "the calls do not fill the ledger");
    }

    [Test]
    public async Task Socket_ThatIsDisabled_IsAnAlertThatEndsWhenItIsBack()
    {
        await StartAsync(_vault.File, silence: "00:00:03", ("Audit:VaultTrail:Listen", $"127.0.0.1:{_port}"));
        await _vault.SendToAsync(_port);
        await SeenAsync("in_socket");

        await _vault.AskAsync(HttpMethod.Delete, "sys/audit/socket");

        await AlertedAsync("open", "socket audit device");

        await _vault.SendToAsync(_port);

        await AlertedAsync("resolved", "socket audit device");
    }

    private async Task StartAsync(string file, string silence, params (string Key, string Value)[] settings)
    {
        var token = Path.Combine(TestFolder.Create("audit-token"), "token");
        await File.WriteAllTextAsync(token, await _vault.LogInAsync("audit"));
        _service = await AuditService.StartAsync(
        [
            ("Vault:Address", _vault.Address.ToString()),
            ("Vault:TokenFile", token),
            ("Audit:VaultTrail:File", file),
            ("Audit:VaultTrail:PollInterval", "00:00:00.05"),
            ("Audit:VaultTrail:CallInterval", "00:00:00.2"),
            ("Audit:VaultTrail:Silence", silence),
            ("Audit:Evidence:WatchInterval", "00:00:00.1"),
            .. settings,
        ]);
    }

    /// <summary>Waits until a call that begins from now on has appeared.</summary>
    private async Task SeenAsync(string way)
    {
        var before = await _service.ScalarAsync<DateTimeOffset>("select now()");
        await Eventually.Async(
            async () => await _service.ScalarAsync<bool>($"select exists (select from vault_trail_call where called_at > @before and {way} is not null)", new { before }),
            what: $"A call {way}");
    }

    private Task AlertedAsync(string state, string words) => Eventually.Async(
        async () => await _service.ScalarAsync<bool>(
            "select exists (select from alert where kind = 'audit.vault_trail_silent' and state = @state and summary like '%' || @words || '%')", new { state, words }),
        what: $"An alert that is {state}");
}
