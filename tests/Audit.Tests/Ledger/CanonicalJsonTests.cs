using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Ledger;

[Category("Pure")]
internal sealed class CanonicalJsonTests
{
    // Cases after RFC 8785, sections 3.2.2 and 3.2.3.
    [TestCase("""{ "b" : "2", "a" : [ true, null ] }""", """{"a":[true,null],"b":"2"}""")]
    [TestCase("""{"\u20ac":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Smiley","\u0080":"Control","\u00f6":"o"}""",
        "{\"\\r\":\"CR\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"o\",\"€\":\"Euro\",\"😀\":\"Smiley\",\"\ufb33\":\"Dalet\"}")]
    [TestCase("""{"s":"\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\/"}""", """{"s":"€$\u000f\nA'B\"\\\\\"/"}""")]
    [TestCase("{}", "{}")]
    public void Write_AnyForm_IsTheOneForm(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.That(Encoding.UTF8.GetString(CanonicalJson.Write(document.RootElement)), Is.EqualTo(expected));
    }

    [Test]
    public void Write_Number_IsRefused()
    {
        using var document = JsonDocument.Parse("""{"n":1.0}""");

        Assert.That(() => CanonicalJson.Write(document.RootElement), Throws.ArgumentException);
    }
}
