using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies;

namespace PenguinMails.DevVault.Tests.Policies;

[Category("Pure")]
internal sealed class AccessListTests
{
    private static readonly AccessList Access = new(isRoot: false, PolicyParser.Parse(
        """
        path "s/ro/*"           { capabilities = ["read"] }
        path "s/deny/*"         { capabilities = ["read", "deny"] }
        path "s/glob/*"         { capabilities = ["read", "update"] }
        path "s/glob/special"   { capabilities = ["deny"] }
        path "s/glob/sp*"       { capabilities = ["read"] }
        path "s/plus/+/cfg"     { capabilities = ["read"] }
        path "s/plus/t2/*"      { capabilities = ["deny"] }
        path "s/+/two/+"        { capabilities = ["read"] }
        path "s/+/two/+/tail*"  { capabilities = ["list"] }
        path "s/ls"             { capabilities = ["list"] }
        path "s/pre*"           { capabilities = ["read"] }
        path "s/mid*dle"        { capabilities = ["read"] }
        path "s/sudo"           { capabilities = ["read", "sudo"] }
        path "s/same"           { capabilities = ["read"] }
        path "s/same"           { capabilities = ["update"] }
        """));

    [TestCase("s/ro/a", "read")]
    [TestCase("s/ro/a/b", "read")]
    [TestCase("s/ro", "deny")]
    [TestCase("s/RO/a", "deny")]
    [TestCase("s/deny/a", "deny")]
    [TestCase("s/glob/x", "read,update")]
    [TestCase("s/glob/special", "deny", Description = "The exact path beats the wildcard.")]
    [TestCase("s/glob/spx", "read", Description = "The longer prefix wins.")]
    [TestCase("s/plus/t1/cfg", "read")]
    [TestCase("s/plus/t1/deep/cfg", "deny", Description = "A plus is one segment.")]
    [TestCase("s/plus/t2/cfg", "deny", Description = "The wildcard further right wins.")]
    [TestCase("s/a/two/b", "read")]
    [TestCase("s/a/two/b/tail-x/y", "list")]
    [TestCase("s/a/two/b/other", "deny")]
    [TestCase("s/ls/", "list", Description = "A list may be allowed without the slash.")]
    [TestCase("s/prefix", "read")]
    [TestCase("s/midXdle", "deny", Description = "A star inside a path is only a star.")]
    [TestCase("s/mid*dle", "read")]
    [TestCase("s/sudo", "read,sudo")]
    [TestCase("s/same", "read,update")]
    [TestCase("elsewhere", "deny")]
    public void NamesOn_Path_GivesTheMostSpecificRule(string path, string names) =>
        Assert.That(string.Join(',', Access.NamesOn(path)), Is.EqualTo(names));

    [TestCase(Operation.Read, "s/sudo", true, ExpectedResult = true)]
    [TestCase(Operation.Read, "s/ro/a", true, ExpectedResult = false)]
    [TestCase(Operation.None, "s/ro/a", false, ExpectedResult = false)]
    [TestCase(Operation.Create, "s/glob/x", false, ExpectedResult = false)]
    public bool Allows_Operation_NeedsItsOwnCapability(Operation operation, string path, bool needsSudo) =>
        Access.Allows(new() { Operation = operation, Path = path, RemoteAddress = "127.0.0.1" }, needsSudo);

    [TestCase("s/plus/", ExpectedResult = true)]
    [TestCase("s/", ExpectedResult = true)]
    [TestCase("transit/", ExpectedResult = false)]
    public bool ReachesMount_SomeRuleBelow_IsShown(string mount) => Access.ReachesMount(mount);

    [TestCase("""{"plaintext":"AA=="}""", ExpectedResult = true)]
    [TestCase("""{"plaintext":"AA==","context":"AA=="}""", ExpectedResult = false)]
    [TestCase("""{"plaintext":"AA==","mode":"fast"}""", ExpectedResult = true)]
    [TestCase("""{"plaintext":"AA==","mode":"slow"}""", ExpectedResult = false)]
    [TestCase("{}", ExpectedResult = false)]
    public bool Allows_ConstrainedParameters_OnlyThese(string body)
    {
        var access = new AccessList(isRoot: false, PolicyParser.Parse(
            """
            path "t/encrypt" {
                capabilities        = ["update"]
                required_parameters = ["plaintext"]
                allowed_parameters  = { "plaintext" = [], "mode" = ["fast", "fast-*"] }
                denied_parameters   = { "mode" = ["fast-never"] }
            }
            """));
        return access.Allows(
            new()
            {
                Operation = Operation.Update,
                Path = "t/encrypt",
                RemoteAddress = "127.0.0.1",
                Data = (Dictionary<string, object?>)DevVault.Json.JsonReader.Read(System.Text.Encoding.UTF8.GetBytes(body))!,
            },
            needsSudo: false);
    }
}
