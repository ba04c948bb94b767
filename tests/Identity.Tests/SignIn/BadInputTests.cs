using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.SignIn;

[Category("Component")]
internal sealed class BadInputTests : IdentityFixture
{
    private const string Path = "/api/v1/auth/sign-in";

    [TestCase("", "$")]
    [TestCase("null", "$")]
    [TestCase("[]", "$")]
    [TestCase("{", "$")]
    [TestCase("not json", "$")]
    [TestCase("""{"email":"a@b.example","password":"x"}""", "$.totpCode")]
    [TestCase("""{"email":null,"password":"x","totpCode":"000000"}""", "$.email")]
    [TestCase("""{"email":1,"password":"x","totpCode":"000000"}""", "$.email")]
    [TestCase("""{"email":["a@b.example"],"password":"x","totpCode":"000000"}""", "$.email")]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":123456}""", "$.totpCode")]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"000000","admin":true}""", "$.admin")]
    [TestCase("""{"Email":"a@b.example","password":"x","totpCode":"000000"}""", "$.Email")]
    [TestCase("""{"email":"a@b.example","email":"b@b.example","password":"x","totpCode":"000000"}""", null)]
    [TestCase("""{"email":"\ud800@b.example","password":"x","totpCode":"000000"}""", null)]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"000000"} {}""", null)]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"000000",}""", null)]
    [TestCase("""{"email":"a@b.example" /* me */,"password":"x","totpCode":"000000"}""", null)]
    [TestCase("""{"email":"nobody","password":"x","totpCode":"000000"}""", "email")]
    [TestCase("""{"email":"a@b@c.example","password":"x","totpCode":"000000"}""", "email")]
    [TestCase("""{"email":"a @b.example","password":"x","totpCode":"000000"}""", "email")]
    [TestCase("""{"email":"a\u0000@b.example","password":"x","totpCode":"000000"}""", "email")]
    [TestCase("""{"email":"a@b.example","password":"","totpCode":"000000"}""", "password")]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"12345"}""", "totpCode")]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"12345x"}""", "totpCode")]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"١٢٣٤٥٦"}""", "totpCode")]
    public async Task SignIn_WithABodyThatIsWrong_IsInvalidAndNamesTheField(string body, string? field)
    {
        using var answer = await PostAsync(body);

        var problem = await answer.ShouldBeProblemAsync(400, "validation_failed");
        var fields = problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ToList();
        Assert.That(fields, field is null ? Is.Not.Empty : Is.EqualTo([field]));
    }

    [Test]
    public async Task SignIn_WithSeveralMistakes_NamesThemAll()
    {
        using var answer = await PostAsync($$"""{"email":"{{new string('a', 320)}}@b.example","password":"{{new string('x', 257)}}","totpCode":""}""");

        var problem = await answer.ShouldBeProblemAsync(400, "validation_failed");
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EqualTo(["email", "password", "totpCode"]));
    }

    [TestCase("{}", "$.email", "Is required.")]
    [TestCase("{}", "$.totpCode", "Is required.")]
    [TestCase("{", "$", "Is not valid JSON from here on.")]
    [TestCase("""{"email":"a@b.example","password":"x","totpCode":"000000","admin":true}""", "$.admin", "Is not a known field here.")]
    [TestCase("""{"email":"a@b.example","email":"b@b.example","password":"x","totpCode":"000000"}""", "$.email", "Stands here twice; give it once.")]
    [TestCase("""{"email":null,"password":"x","totpCode":"000000"}""", "$.email", "Must not be null.")]
    [TestCase("""{"email":1,"password":"x","totpCode":"000000"}""", "$.email", "Has the wrong type.")]
    [TestCase("""{"email":"a\u0000@b.example","password":"x","totpCode":"000000"}""", "email", "Must not contain the character U+0000; leave it out.")]
    public async Task SignIn_WithABodyThatIsWrong_SaysTheCauseAndNoOther(string body, string field, string cause)
    {
        using var answer = await PostAsync(body);

        var problem = await answer.ShouldBeProblemAsync(400, "validation_failed");
        Assert.That(problem.GetProperty("errors").GetProperty(field).EnumerateArray().Select(message => message.GetString()), Is.EqualTo([cause]));
    }

    [Test]
    public async Task SignIn_WithDeepNesting_IsInvalid()
    {
        using var answer = await PostAsync("""{"email":""" + new string('[', 10_000) + new string(']', 10_000) + "}");

        await answer.ShouldBeProblemAsync(400, "validation_failed");
    }

    [Test]
    public async Task SignIn_WithALongBody_IsTooLarge([Values] bool chunked)
    {
        using var answer = await PostAsync($$"""{"email":"{{new string('x', 65 * 1024)}}"}""", chunked: chunked);

        await answer.ShouldBeProblemAsync(413, "payload_too_large");
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/xml")]
    [TestCase(null)]
    public async Task SignIn_WithAnotherContentType_IsRefused(string? contentType)
    {
        using var answer = await PostAsync("""{"email":"a@b.example","password":"x","totpCode":"000000"}""", contentType);

        await answer.ShouldBeProblemAsync(415, "unsupported_media_type");
    }

    [TestCase("application/json; charset=\"utf-8\"")]
    [TestCase("application/json; charset=\"UTF-8\"")]
    [TestCase("application/json;charset=us-ascii")]
    [TestCase("application/json; charset=utf-8; version=\"1\"")]
    public async Task SignIn_WithUtf8ByAnySpelling_IsRead(string contentType)
    {
        using var answer = await PostAsync($$"""{"email":"{{Guid.CreateVersion7()}}@b.example","password":"x","totpCode":"000000"}""", contentType);

        await answer.ShouldBeProblemAsync(401, "invalid_credentials");
    }

    [TestCase("application/json; charset=\"iso-8859-1\"")]
    [TestCase("application/json; charset=utf-16")]
    [TestCase("application/json; charset=utf-7")]
    [TestCase("application/json; charset=klingon")]
    [TestCase("application/json; charset=\"\"")]
    [TestCase("application/merge+json; charset=\"klingon\"")]
    public async Task SignIn_WithAnotherCharset_IsRefused(string contentType)
    {
        using var answer = await PostAsync("""{"email":"a@b.example","password":"x","totpCode":"000000"}""", contentType);

        await answer.ShouldBeProblemAsync(415, "unsupported_media_type");
    }

    [Test]
    public async Task SignIn_WithAUserAgentThatIsCutWithinACharacter_IsRecorded()
    {
        var email = $"{Guid.CreateVersion7()}@b.example";
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new StringContent($$"""{"email":"{{email}}","password":"x","totpCode":"000000"}""", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", new string('a', 255) + "🐧");
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = Server.Client.BaseAddress };

        using var answer = await client.SendAsync(request);

        await answer.ShouldBeProblemAsync(401, "invalid_credentials");
        var record = (await Server.OutboxAsync<AuditRecorded>()).Single(record => record.Actor.User == email);
        Assert.That(record.Actor.UserAgent, Is.EqualTo(new string('a', 255)));
    }

    [Test]
    public async Task Address_WithAWrongMethod_IsMethodNotAllowed()
    {
        using var answer = await Server.Client.GetAsync(Path);

        await answer.ShouldBeProblemAsync(405, "method_not_allowed");
        Assert.That(answer.Content.Headers.Allow, Is.EqualTo(["POST"]));
    }

    [Test]
    public async Task Address_ThatDoesNotExist_IsNotFound()
    {
        using var answer = await Server.Client.GetAsync("/api/v1/auth/nothing");

        await answer.ShouldBeProblemAsync(404, "not_found");
    }

    [TestCase("")]
    [TestCase("x")]
    public async Task Refresh_WithWhatIsNoToken_IsRefused(string token)
    {
        using var answer = await PostAsync($$"""{"refreshToken":"{{token}}"}""", path: "/api/v1/auth/refresh");

        Assert.That(answer.StatusCode, Is.EqualTo(token.Length == 0 ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized));
    }

    private async Task<HttpResponseMessage> PostAsync(
        string body, string? contentType = "application/json", bool chunked = false, string path = Path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TransferEncodingChunked = chunked;
        return await Server.Client.SendAsync(request);
    }
}
