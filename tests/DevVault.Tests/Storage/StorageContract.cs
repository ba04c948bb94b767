using Npgsql;
using PenguinMails.DevVault.Storage;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Storage;

/// <summary>Both kinds of storage keep the same promises.</summary>
[TestFixture("memory")]
[TestFixture("postgres")]
[Category("Component")]
internal sealed class StorageContract(string kind)
{
    private IStorage _storage = null!;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        if (kind == "memory")
        {
            _storage = new MemoryStorage();
            return;
        }

        var postgres = new PostgresStorage(NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync()));
        await postgres.PrepareAsync(CancellationToken.None);
        _storage = postgres;
    }

    [OneTimeTearDown]
    public async Task CloseAsync() => await _storage.DisposeAsync();

    [Test]
    public async Task Apply_WriteOverwriteDelete_ShowsTheLast()
    {
        await ApplyAsync(new("w/a", [1]), new("w/b", [2]));
        await ApplyAsync(new("w/a", [3]), new("w/b", null));

        Assert.Multiple(async () =>
        {
            Assert.That(await _storage.ReadAsync("w/a", CancellationToken.None), Is.EqualTo(new byte[] { 3 }));
            Assert.That(await _storage.ReadAsync("w/b", CancellationToken.None), Is.Null);
        });
    }

    [Test]
    public async Task List_Folder_ShowsKeysAndFoldersOnce()
    {
        await ApplyAsync(new("l/b", [1]), new("l/a/x", [1]), new("l/a/y/z", [1]), new("l/B", [1]), new("l/a", [1]), new("lx/y", [1]));

        Assert.That(await _storage.ListAsync("l/", CancellationToken.None), Is.EqualTo(new[] { "B", "a", "a/", "b" }));
    }

    [Test]
    public async Task DeleteUnder_Prefix_LeavesItsNeighbours()
    {
        await ApplyAsync(new("d/a/x", [1]), new("d/a/y/z", [1]), new("d/ab", [1]));

        await _storage.DeleteUnderAsync("d/a/", CancellationToken.None);

        Assert.Multiple(async () =>
        {
            Assert.That(await _storage.ListAsync("d/", CancellationToken.None), Is.EqualTo(new[] { "ab" }));
            Assert.That(await _storage.ReadAsync("d/a/y/z", CancellationToken.None), Is.Null);
        });
    }

    private ValueTask ApplyAsync(params StorageChange[] changes) => _storage.ApplyAsync(changes, CancellationToken.None);
}
