using System.Text.Json;
using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Kv;

/// <summary>JSON merge patches of values and of custom metadata.</summary>
[Category("Component")]
internal sealed class PatchTests
{
    private string _name = null!;

    private static VaultClient Client => SharedVault.Client;

    [SetUp]
    public void Name() => _name = SharedVault.NewName();

    [Test]
    public async Task Patch_Values_MergesThemIntoANewVersion()
    {
        (await Client.WriteAsync("secret/data/" + _name, new { data = new { kept = "a", changed = "b", removed = "c" } })).Ok();

        var patched = (await PatchAsync("data/", """{"data":{"changed":"B","removed":null,"added":{"x":1}},"options":{"cas":1}}""")).Ok().Data;

        Assert.That(patched.GetProperty("version").GetInt32(), Is.EqualTo(2));
        var values = (await Client.ReadAsync("secret/data/" + _name)).Data.GetProperty("data");
        Assert.That(JsonSerializer.Serialize(values), Is.EqualTo("""{"added":{"x":1},"changed":"B","kept":"a"}"""));
    }

    [Test]
    public async Task Patch_OlderThanTheNewest_IsRefused()
    {
        (await Client.WriteAsync("secret/data/" + _name, new { data = new { a = 1 } })).Ok();

        (await PatchAsync("data/", """{"data":{"a":2},"options":{"cas":7}}""")).IsRefused(400, "check-and-set parameter did not match the current version");
    }

    [Test]
    public async Task Patch_OfNothing_IsNotFound() => (await PatchAsync("data/", """{"data":{"a":2}}""")).IsRefusedWithNothing();

    [Test]
    public async Task Patch_AsPlainJson_IsRefused() => (await Client.SendAsync("PATCH", "secret/data/" + _name, """{"data":{"a":2}}"""))
        .IsRefused(415, "PATCH requires Content-Type of application/merge-patch+json, provided application/json; charset=utf-8");

    [Test]
    public async Task Patch_WithoutTheCapability_IsRefused()
    {
        (await Client.WriteAsync("secret/data/" + _name, new { data = new { a = 1 } })).Ok();
        var writer = await SharedVault.Current.TokenForAsync("path \"secret/data/*\" { capabilities = [\"create\", \"update\", \"read\"] }");
        var patcher = await SharedVault.Current.TokenForAsync("path \"secret/data/*\" { capabilities = [\"patch\"] }");

        (await PatchAsync("data/", """{"data":{"a":2}}""", writer)).IsRefused(403, VaultAnswer.ListOfOne("permission denied"));
        (await PatchAsync("data/", """{"data":{"a":2}}""", patcher)).Ok();
    }

    [Test]
    public async Task CustomMetadata_IsSetMergedAndShown()
    {
        (await Client.WriteAsync("secret/metadata/" + _name, new { custom_metadata = new { owner = "me", gone = "x" } })).Ok();
        (await PatchAsync("metadata/", """{"custom_metadata":{"gone":null,"team":"a"}}""")).Ok();
        (await Client.WriteAsync("secret/data/" + _name, new { data = new { a = 1 } })).Ok();

        var shown = (await Client.ReadAsync("secret/data/" + _name)).Data.GetProperty("metadata").GetProperty("custom_metadata");
        Assert.That(JsonSerializer.Serialize(shown), Is.EqualTo("""{"owner":"me","team":"a"}"""));
    }

    [Test]
    public async Task Versions_NameWhoMadeAndDeletedThem()
    {
        (await Client.WriteAsync("secret/data/" + _name, new { data = new { a = 1 } })).Ok();
        (await Client.WriteAsync("secret/data/" + _name, new { data = new { a = 2 } })).Ok();
        (await Client.DeleteAsync("secret/data/" + _name)).Ok();

        var metadata = (await Client.ReadAsync("secret/metadata/" + _name)).Ok().Data;

        Assert.That(metadata.GetProperty("versions").GetProperty("1").GetProperty("created_by").GetProperty("operation").GetString(), Is.EqualTo("create"));
        Assert.That(metadata.GetProperty("versions").GetProperty("1").GetProperty("deleted_by").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(metadata.GetProperty("versions").GetProperty("2").GetProperty("deleted_by").GetProperty("actor").GetString(), Is.EqualTo("root"));
        Assert.That(metadata.GetProperty("last_updated_by").GetProperty("operation").GetString(), Is.EqualTo("delete"));
    }

    private Task<VaultAnswer> PatchAsync(string path, string body, string? token = null) =>
        Client.SendAsync("PATCH", "secret/" + path + _name, new MergePatch(body), token);
}
