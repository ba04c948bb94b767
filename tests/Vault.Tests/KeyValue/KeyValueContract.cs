using System.Text;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.KeyValue;

/// <summary>What every implementation of the seam does against a real server.</summary>
[TestFixtureSource(typeof(Implementation), nameof(Implementation.All))]
[Category("Component")]
public sealed class KeyValueContract(string implementation)
{
    private VaultConnection _connection = null!;
    private IKeyValueStore _store = null!;
    private VaultPath _path = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        _connection = MountedVault.ConnectAsRoot(await MountedVault.SharedAsync());
        _store = Implementation.Of(_connection, implementation).KeyValue;
    }

    [OneTimeTearDown]
    public async Task DisconnectAsync() => await _connection.DisposeAsync();

    [SetUp]
    public void NewPath() => _path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");

    [Test]
    public async Task Read_NothingThere_IsNull()
    {
        Assert.That(await _store.ReadAsync(_path), Is.Null);
        Assert.That(await _store.ReadMetadataAsync(_path), Is.Null);
        Assert.That(await _store.ListAsync(_path), Is.Empty);
    }

    [Test]
    public async Task Write_AwkwardText_ReadsBackTheSame()
    {
        var awkward = "line\nline\r\n\t\"quoted\" \\ \u0001 ключ ☃ \U0001F600 <a>&\u2028 " + new string('x', 100_000);
        using var values = new PlainTextValues { { "private_key", Encoding.UTF8.GetBytes(awkward) }, { "empty", "" }, { "ключ", "v" } };

        var outcome = await _store.WriteAsync(_path, values, cas: 0);

        Assert.That(outcome, Is.EqualTo(new WriteOutcome.Written(1)));
        using var secret = await _store.ReadAsync(_path);
        Assert.Multiple(() =>
        {
            Assert.That(secret!.Version, Is.EqualTo(1));
            Assert.That(secret.Text("private_key"), Is.EqualTo(awkward));
            Assert.That(secret.Text("empty"), Is.Empty);
            Assert.That(secret.Text("ключ"), Is.EqualTo("v"));
            Assert.That(secret.CreatedAt, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        });
    }

    [Test]
    public async Task Write_NotTheVersionExpected_IsAMismatchAndChangesNothing()
    {
        await WriteAsync("one", 0);

        Assert.That(await WriteAsync("two", 0), Is.EqualTo(new WriteOutcome.CasMismatch()));
        Assert.That(await WriteAsync("two", 7), Is.EqualTo(new WriteOutcome.CasMismatch()));
        Assert.That(await WriteAsync("two", 1), Is.EqualTo(new WriteOutcome.Written(2)));
        Assert.That(await TextAsync(), Is.EqualTo("two"));
        Assert.That(await TextAsync(1), Is.EqualTo("one"));
    }

    [Test]
    public async Task Write_ManyAtOnce_OneWins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => WriteAsync($"writer {number}", 0)));

        Assert.That(outcomes.OfType<WriteOutcome.Written>().Count(), Is.EqualTo(1));
        Assert.That(outcomes.OfType<WriteOutcome.CasMismatch>().Count(), Is.EqualTo(19));
    }

    [Test]
    public async Task Metadata_AfterWrites_TellsVersions()
    {
        await WriteAsync("one", 0);
        await WriteAsync("two", 1);
        await _store.DestroyAsync(_path, [1]);
        await _store.DestroyAsync(_path, [1]);

        var metadata = await _store.ReadMetadataAsync(_path);

        Assert.Multiple(() =>
        {
            Assert.That(metadata!.CurrentVersion, Is.EqualTo(2));
            Assert.That(metadata.Versions.Select(version => (version.Version, version.IsDestroyed)), Is.EqualTo(new[] { (1, true), (2, false) }));
            Assert.That(metadata.UpdatedAt, Is.GreaterThanOrEqualTo(metadata.CreatedAt));
        });
        Assert.That(await _store.ReadAsync(_path, 1), Is.Null);
        Assert.That(await TextAsync(), Is.EqualTo("two"));
    }

    [Test]
    public async Task Destroy_TheCurrentVersion_ReadsAsNothing()
    {
        await WriteAsync("one", 0);

        await _store.DestroyAsync(_path, [1]);

        Assert.That(await _store.ReadAsync(_path), Is.Null);
        Assert.That(await WriteAsync("two", 0), Is.EqualTo(new WriteOutcome.CasMismatch()), "destroyed versions count");
        Assert.That(await WriteAsync("two", 1), Is.EqualTo(new WriteOutcome.Written(2)));
    }

    [Test]
    public async Task WriteEnd_OverThePresentVersion_ReadsAsNothingAndLateWritesAreRefused()
    {
        await WriteAsync("one", 0);
        Assert.That(await _store.WriteEndAsync(_path, 0), Is.EqualTo(new WriteOutcome.CasMismatch()), "somebody wrote since");

        Assert.That(await _store.WriteEndAsync(_path, 1), Is.EqualTo(new WriteOutcome.Written(2)));

        Assert.That(await _store.ReadAsync(_path), Is.Null);
        Assert.That(await TextAsync(1), Is.EqualTo("one"), "until it is destroyed");
        Assert.That(await WriteAsync("late", 1), Is.EqualTo(new WriteOutcome.CasMismatch()));
        Assert.That(await WriteAsync("anew", 2), Is.EqualTo(new WriteOutcome.Written(3)));
        Assert.That(await TextAsync(), Is.EqualTo("anew"));
    }

    [Test]
    public async Task WriteEnd_OfAPathWithoutVersions_RefusesTheFirst()
    {
        Assert.That(await _store.WriteEndAsync(_path, 0), Is.EqualTo(new WriteOutcome.Written(1)));

        Assert.That(await _store.ReadAsync(_path), Is.Null);
        Assert.That(await WriteAsync("late", 0), Is.EqualTo(new WriteOutcome.CasMismatch()));
    }

    [Test]
    public async Task List_AFolder_NamesSecretsStagedOnesAndFolders()
    {
        var tenant = Guid.CreateVersion7();
        foreach (var path in new[] { VaultPath.Ssh(tenant, "tenant"), VaultPath.Ssh(tenant, "tenant").Staged, VaultPath.Ssh(tenant, "admin") })
        {
            using var values = new PlainTextValues { { "v", "1" } };
            await _store.WriteAsync(path, values, 0);
        }

        var names = await _store.ListAsync(VaultPath.TenantFolder("ssh", tenant));

        Assert.That(names, Is.EquivalentTo(new[] { "admin", "tenant", "tenant.staged" }));
        Assert.That(await _store.ListAsync(VaultPath.Of("penguinmails", "ssh")), Does.Contain($"{tenant:D}/"));
    }

    [Test]
    public void Read_WithACancelledToken_Cancels() =>
        Assert.That(async () => await _store.ReadAsync(_path, cancellationToken: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    private async Task<WriteOutcome> WriteAsync(string text, int cas)
    {
        using var values = new PlainTextValues { { "value", text } };
        return await _store.WriteAsync(_path, values, cas);
    }

    private async Task<string?> TextAsync(int? version = null)
    {
        using var secret = await _store.ReadAsync(_path, version);
        return secret?.Text("value");
    }
}
