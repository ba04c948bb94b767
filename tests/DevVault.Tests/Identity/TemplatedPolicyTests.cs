using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Identity;

[Category("Component")]
internal sealed class TemplatedPolicyTests
{
    private static readonly string Denied = VaultAnswer.ListOfOne("permission denied");
    private string _run = null!;
    private string _entity = null!;
    private string _token = null!;

    private static VaultClient Client => SharedVault.Client;

    [SetUp]
    public async Task LogInAsync()
    {
        _run = SharedVault.NewName();
        (await Client.WriteAsync("sys/policies/acl/" + _run, new
        {
            policy = $$$"""
                path "secret/data/{{{_run}}}/{{identity.entity.metadata.tenant_id}}/*" { capabilities = ["create", "update", "read"] }
                path "secret/data/{{{_run}}}-plain/*" { capabilities = ["read"] }
                """,
        })).Ok();
        var (roleId, login) = await SharedVault.Current.LogInAsync(_run, new { token_policies = new[] { _run }, token_ttl = "10m" });
        _token = login.Ok().ClientToken;
        _entity = login.Auth.GetProperty("entity_id").GetString()!;
        Assert.That(roleId, Is.Not.Empty);
        (await Client.WriteAsync($"secret/data/{_run}/other/db", new { data = new { pw = "1" } })).Ok();
        await SetTenantAsync("mine");
    }

    [Test]
    public async Task OwnTenant_ReadAndWrite_IsAllowed()
    {
        (await Client.WriteAsync($"secret/data/{_run}/mine/db", new { data = new { pw = "1" } }, _token)).Ok();
        (await Client.ReadAsync($"secret/data/{_run}/mine/db", _token)).Ok();
    }

    [Test]
    public async Task OtherTenant_Read_IsRefused() => (await Client.ReadAsync($"secret/data/{_run}/other/db", _token)).IsRefused(403, Denied);

    [Test]
    public async Task Metadata_Changed_AppliesAtOnce()
    {
        await SetTenantAsync("other");

        (await Client.ReadAsync($"secret/data/{_run}/other/db", _token)).Ok();
        (await Client.ReadAsync($"secret/data/{_run}/mine/db", _token)).IsRefused(403, Denied);
    }

    [TestCase("*")]
    [TestCase("..")]
    [TestCase("other/db")]
    [TestCase("")]
    [TestCase("oth*")]
    public async Task Metadata_Hostile_OpensNoOtherTenant(string tenant)
    {
        await SetTenantAsync(tenant);

        (await Client.ReadAsync($"secret/data/{_run}/other/db", _token)).IsRefused(403, Denied);
    }

    [Test(Description = "As in the original: a lone plus becomes a wildcard. Tenant ids are therefore validated by who sets them.")]
    [TestCase("+")]
    [TestCase("*")]
    [TestCase("m+ne")]
    public async Task Metadata_WithAWildcard_ReachesNothing(string tenant)
    {
        await SetTenantAsync(tenant);

        (await Client.ReadAsync($"secret/data/{_run}/other/db", _token)).IsRefused(403, Denied);
        (await Client.ReadAsync($"secret/data/{_run}/mine/db", _token)).IsRefused(403, Denied);
    }

    [Test]
    public async Task NoMetadata_PlainRulesOfTheSamePolicy_StillApply()
    {
        (await Client.WriteAsync("identity/entity/id/" + _entity, new { metadata = new { } })).Ok();

        (await Client.ReadAsync($"secret/data/{_run}-plain/x", _token)).IsRefusedWithNothing();
        (await Client.ReadAsync($"secret/data/{_run}/mine/db", _token)).IsRefused(403, Denied);
    }

    [Test]
    public async Task Entity_Disabled_EndsItsTokens()
    {
        (await Client.WriteAsync("identity/entity/id/" + _entity, new { disabled = true })).Ok();

        (await Client.ReadAsync($"secret/data/{_run}/mine/db", _token)).IsRefused(403, "permission denied");
    }

    [Test]
    public async Task Entity_Deleted_EndsItsTokens()
    {
        (await Client.DeleteAsync("identity/entity/id/" + _entity)).Ok();

        (await Client.ReadAsync($"secret/data/{_run}/mine/db", _token)).IsRefused(403, "permission denied");
    }

    [Test]
    public async Task Group_OfAGroup_GivesItsPolicies()
    {
        var policy = SharedVault.NewName();
        (await Client.WriteAsync("sys/policies/acl/" + policy, new { policy = $$"""path "secret/data/{{policy}}" { capabilities = ["read"] }""" })).Ok();
        var inner = (await Client.WriteAsync("identity/group", new { name = policy + "-in", member_entity_ids = new[] { _entity } })).Ok();
        (await Client.WriteAsync("identity/group", new
        {
            name = policy + "-out",
            policies = new[] { policy },
            member_group_ids = new[] { inner.Data.GetProperty("id").GetString() },
        })).Ok();

        (await Client.ReadAsync("secret/data/" + policy, _token)).IsRefusedWithNothing();
        var entity = (await Client.ReadAsync("identity/entity/id/" + _entity)).Ok().Data;
        Assert.Multiple(() =>
        {
            Assert.That(entity.GetProperty("direct_group_ids").GetArrayLength(), Is.EqualTo(1));
            Assert.That(entity.GetProperty("inherited_group_ids").GetArrayLength(), Is.EqualTo(1));
        });
    }

    private async Task SetTenantAsync(string tenant) =>
        (await Client.WriteAsync("identity/entity/id/" + _entity, new { metadata = new { tenant_id = tenant } })).Ok();
}
