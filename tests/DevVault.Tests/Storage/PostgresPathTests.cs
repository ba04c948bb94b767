using PenguinMails.DevVault.Storage;

namespace PenguinMails.DevVault.Tests.Storage;

[Category("Pure")]
internal sealed class PostgresPathTests
{
    /// <summary>The columns that Vault's own PostgreSQL storage writes for these paths.</summary>
    [TestCase("key", "", "/", "key")]
    [TestCase("core/keyring", "/", "/core/", "keyring")]
    [TestCase("a/b/c", "/a/", "/a/b/", "c")]
    [TestCase("a/b/c/d", "/a/b/", "/a/b/c/", "d")]
    public void Of_Path_SplitsAsTheOriginal(string path, string parent, string folder, string key) =>
        Assert.That(PostgresPath.Of(path), Is.EqualTo(new PostgresPath(parent, folder, key)));
}
