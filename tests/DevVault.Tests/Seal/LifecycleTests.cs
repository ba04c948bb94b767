using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Seal;

[Category("Component")]
internal sealed class LifecycleTests
{
    private RunningVault _vault = null!;

    private VaultClient Client => _vault.Client;

    [SetUp]
    public async Task StartAsync() => _vault = await RunningVault.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _vault.DisposeAsync();

    [TestCase("sys/health", 501)]
    [TestCase("sys/health?uninitcode=299", 299)]
    [TestCase("sys/health?uninitcode=abc", 400)]
    public async Task Health_NeverInitialised_AnswersTheCodeAskedFor(string path, int status) =>
        Assert.That((int)(await Client.ReadAsync(path)).Status, Is.EqualTo(status));

    [TestCase("{}", "invalid seal configuration: shares must be at least one")]
    [TestCase("""{"secret_shares":3,"secret_threshold":5}""", "invalid seal configuration: threshold cannot be larger than shares")]
    [TestCase("""{"secret_shares":5,"secret_threshold":1}""", "invalid seal configuration: threshold must be greater than one for multiple shares")]
    [TestCase("""{"secret_shares":300,"secret_threshold":3}""", "invalid seal configuration: shares must be less than 256")]
    [TestCase("", "EOF")]
    public async Task Init_BadConfiguration_IsRefusedAndStaysUninitialised(string body, string error)
    {
        (await Client.SendAsync("PUT", "sys/init", body)).IsRefused(400, error);

        Assert.That((await Client.ReadAsync("sys/init")).Json.GetProperty("initialized").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Init_BrokenJson_IsRefusedAndStaysUninitialised()
    {
        (await Client.SendAsync("PUT", "sys/init", "{")).IsRefused(500, "malformed JSON, unclosed containers");

        Assert.That((await Client.ReadAsync("sys/init")).Json.GetProperty("initialized").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Init_Twice_IsRefused()
    {
        await _vault.OpenAsync();

        (await Client.WriteAsync("sys/init", new { secret_shares = 1, secret_threshold = 1 })).IsRefused(400, "Vault is already initialized");
    }

    [Test]
    public async Task Init_OneShare_UnsealsWithIt()
    {
        var initial = (await Client.WriteAsync("sys/init", new { secret_shares = 1, secret_threshold = 1 })).Ok().Json;

        var status = (await Client.WriteAsync("sys/unseal", new { key = initial.GetProperty("keys")[0].GetString() })).Ok();
        Assert.That(status.Json.GetProperty("sealed").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Unseal_ShareByShare_ShowsProgressAndIgnoresRepetition()
    {
        await _vault.OpenAsync();
        (await Client.WriteAsync("sys/seal")).Ok();

        var first = (await Client.WriteAsync("sys/unseal", new { key = _vault.Shares[0] }, token: "")).Ok().Json;
        var again = (await Client.WriteAsync("sys/unseal", new { key = _vault.Shares[0] }, token: "")).Ok().Json;
        Assert.Multiple(() =>
        {
            Assert.That(first.GetProperty("progress").GetInt32(), Is.EqualTo(1));
            Assert.That(again.GetProperty("progress").GetInt32(), Is.EqualTo(1));
            Assert.That(again.GetProperty("nonce").GetString(), Is.EqualTo(first.GetProperty("nonce").GetString()).And.Not.Empty);
        });

        var reset = (await Client.WriteAsync("sys/unseal", new { reset = true }, token: "")).Ok().Json;
        Assert.That(reset.GetProperty("progress").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task Unseal_OneShareAltered_IsRefusedAndStartsOver()
    {
        await _vault.OpenAsync();
        (await Client.WriteAsync("sys/seal")).Ok();
        var altered = Convert.FromBase64String(_vault.Shares[2]);
        altered[3] ^= 0xFF;
        (await Client.WriteAsync("sys/unseal", new { key = _vault.Shares[0] }, token: "")).Ok();
        (await Client.WriteAsync("sys/unseal", new { key = _vault.Shares[1] }, token: "")).Ok();

        (await Client.WriteAsync("sys/unseal", new { key = Convert.ToBase64String(altered) }, token: "")).IsRefused(
            400,
            "unable to retrieve stored keys: invalid key: failed to decrypt keys from storage: error decrypting seal wrapped value\n"
                + "error decrypting using seal shamir: cipher: message authentication failed");

        Assert.That((await Client.ReadAsync("sys/seal-status")).Json.GetProperty("progress").GetInt32(), Is.Zero);
        await _vault.UnsealAsync();
        Assert.That((int)(await Client.ReadAsync("sys/health")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Unseal_SamePointTwice_IsRefusedAndStartsOver()
    {
        await _vault.OpenAsync();
        (await Client.WriteAsync("sys/seal")).Ok();
        var twin = Convert.FromBase64String(_vault.Shares[0]);
        twin[0] ^= 0xFF;
        (await Client.WriteAsync("sys/unseal", new { key = _vault.Shares[0] }, token: "")).Ok();
        (await Client.WriteAsync("sys/unseal", new { key = _vault.Shares[1] }, token: "")).Ok();

        (await Client.WriteAsync("sys/unseal", new { key = Convert.ToBase64String(twin) }, token: ""))
            .IsRefused(500, "failed to compute combined key: duplicate part detected");

        await _vault.UnsealAsync();
        Assert.That((int)(await Client.ReadAsync("sys/health")).Status, Is.EqualTo(200));
    }

    [TestCase("!!!not-a-key!!!", "'key' must be a valid hex or base64 string")]
    [TestCase("abcd", "invalid key: key is shorter than minimum 16 bytes")]
    public async Task Unseal_NotAShare_IsRefused(string key, string error)
    {
        await _vault.OpenAsync();
        (await Client.WriteAsync("sys/seal")).Ok();

        (await Client.WriteAsync("sys/unseal", new { key }, token: "")).IsRefused(400, error);
    }

    [Test]
    public async Task Sealed_AnyRequest_AnswersSealed()
    {
        await _vault.OpenAsync();
        (await Client.WriteAsync("sys/seal")).Ok();

        (await Client.ReadAsync("secret/data/x")).IsRefused(503, "Vault is sealed");
        (await Client.ReadAsync("secret/data/x", token: "")).IsRefused(503, "Vault is sealed");
        (await Client.WriteAsync("auth/approle/login", new { role_id = "x" }, token: "")).IsRefused(503, "Vault is sealed");
        Assert.That((int)(await Client.ReadAsync("sys/health")).Status, Is.EqualTo(503));
    }

    [Test]
    public async Task Seal_TokenWithoutSudo_IsRefused()
    {
        await _vault.OpenAsync();
        var token = await _vault.TokenForAsync("""path "sys/seal" { capabilities = ["update"] }""");

        (await Client.WriteAsync("sys/seal", token: token)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
        Assert.That((int)(await Client.ReadAsync("sys/health")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Rotate_ThenSealAndUnseal_ReadsOldAndNewValues()
    {
        await _vault.OpenAsync();
        (await Client.WriteAsync("sys/mounts/secret", new { type = "kv-v2" })).Ok();
        (await Client.WriteAsync("secret/data/old", new { data = new { v = "1" } })).Ok();
        (await Client.WriteAsync("sys/rotate")).Ok();
        (await Client.WriteAsync("secret/data/new", new { data = new { v = "2" } })).Ok();

        (await Client.WriteAsync("sys/seal")).Ok();
        await _vault.UnsealAsync();

        Assert.Multiple(async () =>
        {
            Assert.That((await Client.ReadAsync("sys/key-status")).Data.GetProperty("term").GetInt32(), Is.EqualTo(2));
            Assert.That((await Client.ReadAsync("secret/data/old")).Data.GetProperty("data").GetProperty("v").GetString(), Is.EqualTo("1"));
            Assert.That((await Client.ReadAsync("secret/data/new")).Data.GetProperty("data").GetProperty("v").GetString(), Is.EqualTo("2"));
        });
    }
}
