using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Kv;

[Category("Component")]
internal sealed class VersionTests
{
    private readonly string _name = SharedVault.NewName();

    private static VaultClient Client => SharedVault.Client;

    [Test]
    public async Task Delete_ThenUndelete_BringsTheDataBack()
    {
        var name = await WriteAsync("a", 2);

        (await Client.DeleteAsync("secret/data/" + name)).Ok();
        var deleted = await Client.ReadAsync("secret/data/" + name);
        Assert.Multiple(() =>
        {
            Assert.That((int)deleted.Status, Is.EqualTo(404));
            Assert.That(deleted.Data.GetProperty("data").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            Assert.That(deleted.Data.GetProperty("metadata").GetProperty("deletion_time").GetString(), Is.Not.Empty);
        });

        (await Client.WriteAsync("secret/undelete/" + name, new { versions = new[] { 2 } })).Ok();
        Assert.That((await Client.ReadAsync("secret/data/" + name)).Ok().Data.GetProperty("data").GetProperty("v").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task Destroy_ThenUndelete_DataIsGoneForGood()
    {
        var name = await WriteAsync("b", 1);

        (await Client.WriteAsync("secret/destroy/" + name, new { versions = new[] { 1 } })).Ok();
        (await Client.WriteAsync("secret/undelete/" + name, new { versions = new[] { 1 } })).Ok();

        var read = await Client.ReadAsync("secret/data/" + name);
        Assert.Multiple(() =>
        {
            Assert.That((int)read.Status, Is.EqualTo(404));
            Assert.That(read.Data.GetProperty("metadata").GetProperty("destroyed").GetBoolean(), Is.True);
        });
    }

    [Test]
    public async Task Write_MoreThanMaxVersions_DropsTheOldest()
    {
        var name = _name + "/c";
        (await Client.WriteAsync("secret/metadata/" + name, new { max_versions = 2 })).Ok();
        await WriteAsync("c", 4);

        var metadata = (await Client.ReadAsync("secret/metadata/" + name)).Data;
        Assert.Multiple(async () =>
        {
            Assert.That(metadata.GetProperty("versions").EnumerateObject().Select(version => version.Name), Is.EqualTo(new[] { "3", "4" }));
            Assert.That(metadata.GetProperty("oldest_version").GetInt32(), Is.EqualTo(3));
            Assert.That((int)(await Client.ReadAsync($"secret/data/{name}?version=2")).Status, Is.EqualTo(404));
            Assert.That((int)(await Client.ReadAsync($"secret/data/{name}?version=3")).Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Write_TwelveVersions_KeepsTen()
    {
        var name = await WriteAsync("d", 12);

        Assert.That((await Client.ReadAsync("secret/metadata/" + name)).Data.GetProperty("versions").EnumerateObject().Count(), Is.EqualTo(10));
    }

    [Test]
    public async Task Read_AfterDeleteVersionAfter_VersionIsDeleted()
    {
        var name = _name + "/e";
        (await Client.WriteAsync("secret/metadata/" + name, new { delete_version_after = "1s" })).Ok();
        await WriteAsync("e", 1);

        await TestKit.Eventually.Async(async () => (int)(await Client.ReadAsync("secret/data/" + name)).Status == 404, what: "The end of the version");
    }

    [Test]
    public async Task DeleteMetadata_ThenWrite_StartsAtVersionOne()
    {
        var name = await WriteAsync("f", 3);

        (await Client.DeleteAsync("secret/metadata/" + name)).Ok();

        (await Client.ReadAsync("secret/data/" + name)).IsRefusedWithNothing();
        Assert.That(
            (await Client.WriteAsync("secret/data/" + name, new { data = new { v = 1 } })).Data.GetProperty("version").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task List_KeysAndFolders_ShowsBothSorted()
    {
        await WriteAsync("list/sub", 1);
        await WriteAsync("list/sub/deep/y", 1);
        await WriteAsync("list/ünï", 1);

        var keys = (await Client.ListAsync($"secret/metadata/{_name}/list")).Data.GetProperty("keys").EnumerateArray().Select(key => key.GetString());
        Assert.That(keys, Is.EqualTo(new[] { "sub", "sub/", "ünï" }));
    }

    [Test]
    public async Task Read_Numbers_AreThoseOfFloatingPoint()
    {
        var path = $"secret/data/{_name}/numbers";
        (await Client.WriteAsync(path, """{"data":{"big":9007199254740993,"f":1.50,"e":1e3,"small":1e-7,"huge":1e21}}""")).Ok();

        Assert.That(
            (await Client.ReadAsync(path)).Data.GetProperty("data").GetRawText(),
            Is.EqualTo("""{"big":9007199254740992,"e":1000,"f":1.5,"huge":1e+21,"small":1e-7}"""));
    }

    [TestCase("a/../b")]
    [TestCase("a/%2e%2e/b")]
    [TestCase("a//b")]
    public async Task Write_UncleanPath_IsSentAwayAndWritesNothing(string tail)
    {
        using var raw = new RawClient(SharedVault.Current.Address);
        var answer = await raw.SendAsync("POST", $"/v1/secret/data/{_name}-unclean/{tail}", Client.Token, """{"data":{"a":1}}""");

        Assert.Multiple(async () =>
        {
            Assert.That(answer, Does.StartWith("HTTP/1.1 307 "));
            Assert.That((int)(await Client.ListAsync($"secret/metadata/{_name}-unclean")).Status, Is.EqualTo(404));
        });
    }

    private async Task<string> WriteAsync(string name, int versions)
    {
        for (var v = 1; v <= versions; v++)
        {
            (await Client.WriteAsync($"secret/data/{_name}/{name}", new { data = new { v } })).Ok();
        }

        return $"{_name}/{name}";
    }
}
