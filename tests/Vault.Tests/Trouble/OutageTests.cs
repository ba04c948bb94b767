using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Trouble;

/// <summary>A real server that is sealed, stopped, killed and frozen, with storage that survives.</summary>
[NonParallelizable]
[Category("Component")]
public sealed class OutageTests
{
    private TestVault _vault = null!;
    private VaultConnection _service = null!;
    private VaultPath _path = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var postgres = await TestPostgres.SharedAsync();
        _vault = await MountedVault.StartAsync(await postgres.CreateDatabaseAsync());
        var role = await TestRole.CreateAsync(_vault);
        await role.DeliverAsync();
        _service = role.Connect(change: options =>
        {
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            options.TotalTimeout = TimeSpan.FromSeconds(2);
            options.BreakDuration = TimeSpan.FromMilliseconds(500);
        });
        _path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
        using var values = new PlainTextValues { { "value", "one" } };
        await _service.KeyValue.WriteAsync(_path, values, 0);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task Sealed_ThenUnsealed_FailsClearlyAndGoesOnWithTheSameToken()
    {
        await _vault.SealAsync();

        Assert.That(await TroubleAsync(), Is.EqualTo(VaultTrouble.Sealed));
        Assert.That((await _service.Health.CheckAsync()).State, Is.EqualTo(VaultState.Sealed));

        await _vault.UnsealAsync();
        Assert.That(await TroubleAsync(), Is.Null);
        Assert.That((await _service.Health.CheckAsync()).State, Is.EqualTo(VaultState.Active));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Restarted_SealedAtFirst_GoesOnWhenUnsealed(bool orderly)
    {
        await (orderly ? _vault.StopAsync() : _vault.KillAsync());
        Assert.That(await TroubleAsync(), Is.EqualTo(VaultTrouble.Unreachable).Or.EqualTo(VaultTrouble.CircuitOpen));
        Assert.That((await _service.Health.CheckAsync()).State, Is.EqualTo(VaultState.Unreachable));

        await _vault.StartAgainAsync();
        await Eventually.Async(async () => await TroubleAsync() == VaultTrouble.Sealed);

        await _vault.UnsealAsync();
        await Eventually.Async(async () => await TroubleAsync() is null);
    }

    [Test]
    public async Task Frozen_ThenThawed_TimesOutAndGoesOn()
    {
        _vault.Pause();
        Assert.That(await TroubleAsync(), Is.EqualTo(VaultTrouble.Timeout));

        _vault.Resume();
        await Eventually.Async(async () => await TroubleAsync() is null);
    }

    private async Task<VaultTrouble?> TroubleAsync()
    {
        try
        {
            using var secret = await _service.KeyValue.ReadAsync(_path);
            Assert.That(secret!.Text("value"), Is.EqualTo("one"));
            return null;
        }
        catch (VaultUnavailableException failure)
        {
            return failure.Trouble;
        }
    }
}
