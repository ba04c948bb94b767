using System.Text;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Tests.Json;

[Category("Pure")]
internal sealed class JsonReaderTests
{
    [TestCase("""{"b":1,"a":[true,null,"x"]}""", """{"b":1,"a":[true,null,"x"]}""")]
    [TestCase("""{"a":1} trailing""", """{"a":1}""")]
    [TestCase("""{"a":1,"a":2}""", """{"a":2}""")]
    [TestCase("""["\ud800","\u0041"]""", """["\uFFFD","A"]""")]
    [TestCase("-0.5e+10", "-0.5e+10")]
    public void Read_Json_GivesItsValue(string text, string written) =>
        Assert.That(Encoding.UTF8.GetString(JsonOutput.Bytes(JsonReader.Read(Encoding.UTF8.GetBytes(text)))), Is.EqualTo(written));

    [TestCase("", "EOF")]
    [TestCase("{", "unexpected EOF")]
    [TestCase("{\"a\"}", "invalid character '}' after object key")]
    [TestCase("[1 2]", "invalid character '2' after array element")]
    [TestCase("hello", "invalid character 'h' looking for beginning of value")]
    [TestCase("\"a\nb\"", "invalid character '\\x0a' in string literal")]
    public void Read_NotJson_SaysWhatIsWrong(string text, string problem) =>
        Assert.That(() => JsonReader.Read(Encoding.UTF8.GetBytes(text)), Throws.InstanceOf<JsonParseException>().With.Message.EqualTo(problem));

    [Test]
    public void Read_TooDeep_IsRefused() =>
        Assert.That(() => JsonReader.Read(Encoding.UTF8.GetBytes(new string('[', 10_001))), Throws.InstanceOf<JsonParseException>());

    [TestCase("9007199254740993", "9007199254740992")]
    [TestCase("1e3", "1000")]
    [TestCase("1.50", "1.5")]
    [TestCase("-12345678901234567890", "-12345678901234567000")]
    [TestCase("0.000001", "0.000001")]
    [TestCase("0.0000001", "1e-7")]
    [TestCase("1e21", "1e+21")]
    [TestCase("-0.0", "-0")]
    [TestCase("5e-324", "5e-324")]
    public void Normalize_Number_IsWrittenAsGoDoes(string text, string written) =>
        Assert.That(GoNumber.Normalize(new(text))?.Text, Is.EqualTo(written));

    [Test]
    public void Normalize_TooLarge_DoesNotFit() => Assert.That(GoNumber.Normalize(new("1e400")), Is.Null);
}
