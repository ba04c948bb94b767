using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Wrapping;

/// <summary>What every implementation of the seam does against a real server.</summary>
[TestFixtureSource(typeof(Implementation), nameof(Implementation.All))]
[Category("Component")]
public sealed class WrappingContract(string implementation)
{
    private VaultConnection _connection = null!;
    private Implementation _seam = null!;
    private VaultPath _path = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        _connection = MountedVault.ConnectAsRoot(await MountedVault.SharedAsync());
        _seam = Implementation.Of(_connection, implementation);
    }

    [OneTimeTearDown]
    public async Task DisconnectAsync() => await _connection.DisposeAsync();

    [SetUp]
    public async Task NewSecretAsync()
    {
        _path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
        using var values = new PlainTextValues { { "private_key", "material" } };
        await _seam.KeyValue.WriteAsync(_path, values, 0);
    }

    [Test]
    public async Task Unwrap_ManyAtOnce_OneGetsTheSecret()
    {
        var token = await _seam.Wrapping.ReadWrappedAsync(_path, TimeSpan.FromMinutes(1));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _seam.Wrapping.UnwrapAsync(token!)));

        var winner = outcomes.OfType<UnwrapOutcome.Unwrapped>().Single();
        using (winner.Secret)
        {
            Assert.That(winner.Secret.Text("private_key"), Is.EqualTo("material"));
            Assert.That(winner.Secret.Version, Is.EqualTo(1));
        }

        Assert.That(outcomes.OfType<UnwrapOutcome.AlreadySpent>().Count(), Is.EqualTo(19));
    }

    [Test]
    public async Task ReadWrapped_Always_TellsWhatAndHowLong()
    {
        var token = await _seam.Wrapping.ReadWrappedAsync(_path, TimeSpan.FromMinutes(1), version: 1);

        Assert.That(token!.CreationPath, Is.EqualTo($"secret/data/{_path}"));
        Assert.That(token.ExpiresAt, Is.EqualTo(TimeProvider.System.GetUtcNow().AddMinutes(1)).Within(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task ReadWrapped_NothingThere_IsNull() =>
        Assert.That(await _seam.Wrapping.ReadWrappedAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant"), TimeSpan.FromMinutes(1)), Is.Null);

    [Test]
    public async Task Unwrap_AfterTheVersionWasDestroyedFirst_FindsNothingInside()
    {
        await _seam.KeyValue.DestroyAsync(_path, [1]);

        var token = await _seam.Wrapping.ReadWrappedAsync(_path, TimeSpan.FromMinutes(1));

        // Real servers differ: a destroyed version is "not found" at once, or wrapped as an answer without values.
        Assert.That(token is null ? new UnwrapOutcome.NothingInside() : await _seam.Wrapping.UnwrapAsync(token), Is.EqualTo(new UnwrapOutcome.NothingInside()));
    }

    [Test]
    public async Task Unwrap_PastItsTime_IsExpired()
    {
        var token = await _seam.Wrapping.ReadWrappedAsync(_path, TimeSpan.FromSeconds(1));

        await Eventually.Async(() => TimeProvider.System.GetUtcNow() > token!.ExpiresAt.AddSeconds(0.5));

        Assert.That(await _seam.Wrapping.UnwrapAsync(token!), Is.EqualTo(new UnwrapOutcome.Expired()));
    }

    [Test]
    public async Task Unwrap_AnInventedToken_IsSpent() => Assert.That(
        await _seam.Wrapping.UnwrapAsync(new WrappedToken("s.nonexistentnonexistent00", DateTimeOffset.MaxValue, "")),
        Is.EqualTo(new UnwrapOutcome.AlreadySpent()));
}
