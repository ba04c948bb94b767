using NUnit.Framework;
using PenguinMails.AdminQuery.Secrets;

namespace PenguinMails.AdminQuery.Tests.Secrets;

[Category("Pure")]
internal sealed class MaskedUsernameTests
{
    [TestCase("admin@acme.example", "admin@*****.example")]
    [TestCase("admin@mail.acme.co.uk", "admin@*****.uk")]
    [TestCase("admin@ACME.EXAMPLE.", "admin@*****.EXAMPLE")]
    [TestCase("admin@xn--bcher-kva.xn--p1ai", "admin@*****.xn--p1ai")]
    [TestCase("admin@bücher.рф", "admin@*****.рф")]
    [TestCase("\"a@b\"@acme.example", "\"a@b\"@*****.example")]
    [TestCase("admin@localhost", "admin@*****")]
    [TestCase("admin@127.0.0.1", "admin@*****")]
    [TestCase("admin@[127.0.0.1]", "admin@*****")]
    [TestCase("admin@", "admin@*****")]
    [TestCase("postmaster", "postmaster")]
    [TestCase("", "")]
    public void Of_AUsername_KeepsTheLocalPartAndTheLastLabel(string username, string masked) => Assert.That(MaskedUsername.Of(username), Is.EqualTo(masked));
}
