using System.Security.Cryptography;
using System.Text;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Storage;

namespace PenguinMails.DevVault.Tests.Barrier;

[Category("Pure")]
internal sealed class SecurityBarrierTests
{
    private readonly MemoryStorage _storage = new();
    private SecurityBarrier _barrier = null!;
    private byte[] _rootKey = null!;

    [SetUp]
    public async Task UnsealAsync()
    {
        _rootKey = RandomNumberGenerator.GetBytes(32);
        _barrier = new(_storage, TimeProvider.System);
        await _barrier.InitializeAsync(new([.. _rootKey]), CancellationToken.None);
        await _barrier.UnsealAsync(new([.. _rootKey]), CancellationToken.None);
    }

    [Test]
    public async Task Read_ValueMovedToAnotherPath_DoesNotDecrypt()
    {
        await WriteAsync("a/b", "canary");
        var stolen = await _storage.ReadAsync("a/b", CancellationToken.None);
        await _storage.ApplyAsync([new("a/c", stolen)], CancellationToken.None);

        Assert.That(async () => await ReadAsync("a/c"), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public async Task Write_AnyValue_IsNotReadableInStorage()
    {
        await WriteAsync("a/b", "canary");

        var stored = (await _storage.ReadAsync("a/b", CancellationToken.None))!;
        Assert.That(Encoding.Latin1.GetString(stored), Does.Not.Contain("canary"));
    }

    [Test]
    public async Task Write_SameValueTwice_IsStoredDifferently()
    {
        await WriteAsync("a/b", "canary");
        var first = await _storage.ReadAsync("a/b", CancellationToken.None);
        await WriteAsync("a/b", "canary");

        Assert.That(await _storage.ReadAsync("a/b", CancellationToken.None), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Read_Sealed_IsRefusedEvenWhenCached()
    {
        await WriteAsync("a/b", "canary");
        await ReadAsync("a/b");

        _barrier.Seal();

        Assert.That(async () => await ReadAsync("a/b"), Throws.InstanceOf<SealedException>());
    }

    [Test]
    public void Unseal_OtherKey_IsRefused()
    {
        var other = new SecurityBarrier(_storage, TimeProvider.System);

        Assert.That(
            async () => await other.UnsealAsync(PlainTextKey.Create(), CancellationToken.None), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public async Task Rotate_Restarted_DecryptsValuesOfBothTerms()
    {
        await WriteAsync("old", "1");
        await _barrier.RotateAsync(CancellationToken.None);
        await WriteAsync("new", "2");

        _barrier = new(_storage, TimeProvider.System);
        await _barrier.UnsealAsync(new([.. _rootKey]), CancellationToken.None);

        Assert.Multiple(async () =>
        {
            Assert.That(await ReadAsync("old"), Is.EqualTo("1"));
            Assert.That(await ReadAsync("new"), Is.EqualTo("2"));
            Assert.That(SealedValue.Term((await _storage.ReadAsync("old", CancellationToken.None))!), Is.EqualTo(1));
            Assert.That(SealedValue.Term((await _storage.ReadAsync("new", CancellationToken.None))!), Is.EqualTo(2));
        });
    }

    private ValueTask WriteAsync(string path, string value) =>
        _barrier.ApplyAsync([new(path, Encoding.UTF8.GetBytes(value))], CancellationToken.None);

    private async Task<string> ReadAsync(string path) =>
        Encoding.UTF8.GetString((await _barrier.ReadAsync(path, static bytes => bytes, CancellationToken.None))!);
}
