using System.Text.Json;
using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Audit;

[Category("Component")]
internal sealed class AuditTests
{
    private const string Canary = "PLAINTEXT-CANARY-VALUE";
    private RunningVault _vault = null!;
    private string _file = null!;

    private VaultClient Client => _vault.Client;

    [SetUp]
    public async Task StartAsync()
    {
        _vault = await RunningVault.StartOpenAsync();
        _file = Path.Combine(TestFolder.Create("audit"), "audit.log");
        (await EnableAsync("file", new { file_path = _file })).Ok();
    }

    [TearDown]
    public async Task StopAsync() => await _vault.DisposeAsync();

    [Test]
    public async Task Record_OfAnyRequest_HoldsNoValueAndNoToken()
    {
        (await Client.WriteAsync("secret/data/x", new { data = new { password = Canary, nested = new { deep = Canary } } })).Ok();
        (await Client.ReadAsync("secret/data/x")).Ok();
        var wrapped = (await Client.WrapAsync("GET", "secret/data/x")).Ok().WrappingToken;
        (await Client.WriteAsync("sys/wrapping/unwrap", token: wrapped)).Ok();
        var (_, login) = await _vault.LogInAsync("r", new { token_ttl = "5m" });

        var log = await File.ReadAllTextAsync(_file);
        Assert.Multiple(() =>
        {
            foreach (var secret in (string[])[Canary, Client.Token, wrapped, login.Ok().ClientToken])
            {
                Assert.That(log, Does.Not.Contain(secret));
            }
        });
    }

    [Test]
    public async Task Hash_OfAKnownValue_IsFoundInTheLog()
    {
        (await Client.WriteAsync("secret/data/x", new { data = new { password = Canary } })).Ok();

        var hash = (await Client.WriteAsync("sys/audit-hash/file", new { input = Canary })).Ok().Data.GetProperty("hash").GetString()!;

        Assert.That(await File.ReadAllTextAsync(_file), Does.Contain(hash));
    }

    [Test]
    public async Task Record_OfARefusedRequest_IsWrittenWithItsError()
    {
        (await Client.ReadAsync("secret/data/unseen", "s.nonexistentnonexistent00")).IsRefused(403, VaultAnswer.InvalidToken);

        var records = (await File.ReadAllLinesAsync(_file)).Where(line => line.Contains("secret/data/unseen", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(records.Select(record => record.GetProperty("type").GetString()), Is.EqualTo(new[] { "request", "response" }));
        Assert.That(records[0].GetProperty("error").GetString(), Is.EqualTo(VaultAnswer.InvalidToken));
    }

    [Test]
    public async Task OnlyDevice_Failing_RefusesRequestsAndHandlesNothing()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        (await EnableAsync("sock", new { address = listener.LocalEndpoint.ToString(), socket_type = "tcp", write_timeout = "1s" }, "socket")).Ok();
        (await Client.DeleteAsync("sys/audit/file")).Ok();

        listener.Server.Close(0);
        await Eventually.Async(async () => (int)(await Client.ReadAsync("secret/data/x")).Status == 500, what: "The refusal of requests");

        (await Client.WriteAsync("secret/data/y", new { data = new { a = 1 } })).IsRefused(500, VaultAnswer.ListOfOne("internal error"));
        Assert.That((int)(await Client.ReadAsync("sys/health", token: "")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Enable_DeviceThatCannotWrite_IsRefused()
    {
        (await EnableAsync("full", new { file_path = "/dev/full" }))
            .IsRefused(400, "audit backend failed test message: write /dev/full: no space left on device");
        (await EnableAsync("bad", new { file_path = "/dev/null/y.log" }))
            .IsRefused(400, "unable to create new audit backend: file sink creation failed for path \"/dev/null/y.log\": sanity check failed; "
                + "unable to open \"/dev/null/y.log\" for writing: unable to create file \"/dev/null/y.log\": mkdir /dev/null: not a directory");
    }

    [Test]
    public async Task File_MovedAwayOrTruncated_IsWrittenFromItsBeginning()
    {
        File.Move(_file, _file + ".1");
        (await Client.ReadAsync("secret/data/after-move")).IsRefusedWithNothing();
        Assert.That(await File.ReadAllTextAsync(_file), Does.Contain("after-move"));

        await using (var file = new FileStream(_file, FileMode.Truncate))
        {
        }

        (await Client.ReadAsync("secret/data/after-truncation")).IsRefusedWithNothing();
        Assert.That(await File.ReadAllTextAsync(_file), Does.StartWith("{").And.Contain("after-truncation").And.Not.Contain("after-move"));
    }

    [Test]
    public async Task Device_AfterSealAndUnseal_GoesOn()
    {
        (await Client.WriteAsync("sys/seal")).Ok();
        await _vault.UnsealAsync();
        (await Client.ReadAsync("secret/data/after-unseal")).IsRefusedWithNothing();

        Assert.That(await File.ReadAllTextAsync(_file), Does.Contain("secret/data/after-unseal"));
    }

    private Task<VaultAnswer> EnableAsync(string path, object options, string type = "file") =>
        Client.WriteAsync("sys/audit/" + path, new { type, options });
}
