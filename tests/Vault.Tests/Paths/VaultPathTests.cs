namespace PenguinMails.Vault.Tests.Paths;

[Category("Pure")]
public sealed class VaultPathTests
{
    private static readonly Guid Tenant = Guid.Parse("550E8400-E29B-41D4-A716-446655440000");

    [Test]
    public void Helpers_Always_BuildTheDocumentedPaths()
    {
        Assert.Multiple(() =>
        {
            Assert.That(VaultPath.Ssh(Tenant, "tenant").ToString(), Is.EqualTo("penguinmails/ssh/550e8400-e29b-41d4-a716-446655440000/tenant"));
            Assert.That(VaultPath.Smtp(Tenant, "mail-1").ToString(), Is.EqualTo("penguinmails/smtp/550e8400-e29b-41d4-a716-446655440000/mail-1"));
            Assert.That(VaultPath.ApiKey(Tenant, "postmark").ToString(), Is.EqualTo("penguinmails/api-keys/550e8400-e29b-41d4-a716-446655440000/postmark"));
            Assert.That(VaultPath.Dkim(Tenant, "example.com").ToString(), Is.EqualTo("penguinmails/dkim/550e8400-e29b-41d4-a716-446655440000/example.com"));
            Assert.That(VaultPath.OAuth(Tenant, "google").ToString(), Is.EqualTo("penguinmails/oauth/550e8400-e29b-41d4-a716-446655440000/google"));
            Assert.That(VaultPath.TenantFolder("ssh", Tenant).ToString(), Is.EqualTo("penguinmails/ssh/550e8400-e29b-41d4-a716-446655440000"));
        });
    }

    [Test]
    public void Staged_OfAPath_IsBesideItAndStable()
    {
        var path = VaultPath.Ssh(Tenant, "tenant");

        Assert.Multiple(() =>
        {
            Assert.That(path.Staged.ToString(), Does.EndWith("/tenant.staged"));
            Assert.That(path.Staged.Staged, Is.EqualTo(path.Staged));
            Assert.That(path.IsStaged, Is.False);
            Assert.That(path.Staged.IsStaged);
        });
    }

    [Test]
    public void Child_OfAListedStagedName_IsTheStagedPath() =>
        Assert.That(VaultPath.TenantFolder("ssh", Tenant).Child("tenant.staged"), Is.EqualTo(VaultPath.Ssh(Tenant, "tenant").Staged));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase(".hidden")]
    [TestCase("a/b")]
    [TestCase("a//b")]
    [TestCase("%2e%2e")]
    [TestCase("%2F")]
    [TestCase("a b")]
    [TestCase("a\n")]
    [TestCase("a\0")]
    [TestCase("a?version=1")]
    [TestCase("a#b")]
    [TestCase("+")]
    [TestCase("*")]
    [TestCase("é")]
    [TestCase("x.staged")]
    [TestCase(null)]
    public void Of_ASegmentThatIsNotPlain_Refuses(string? segment) =>
        Assert.That(() => VaultPath.Of("penguinmails", segment!), Throws.ArgumentException);

    [Test]
    public void Of_ALongSegment_RefusesPastTheLimit()
    {
        Assert.That(() => VaultPath.Of(new string('a', 128)), Throws.Nothing);
        Assert.That(() => VaultPath.Of(new string('a', 129)), Throws.ArgumentException);
    }

    [Test]
    public void Ssh_WithoutATenant_Refuses() => Assert.That(() => VaultPath.Ssh(Guid.Empty, "tenant"), Throws.ArgumentException);

    [TestCase("tenant/x")]
    [TestCase("a.b")]
    [TestCase("")]
    [TestCase("a\n")]
    public void TransitKey_WithABadName_Refuses(string name) => Assert.That(() => TransitKey.Named(name), Throws.ArgumentException);
}
