using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>What a careless or hostile caller sends to the real gateway: a clear answer, and nothing changes.</summary>
[Category("System")]
public sealed class BadInputTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    private static SignedInUser Owner => RunningSystem.UserOf(DevelopmentUser.AcmeOwner);

    [TestCase("{\"reason\":\"x\",\"tenantId\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\"}", "application/json", 400, TestName = "Unknown field")]
    [TestCase("{\"reason\":5}", "application/json", 400, TestName = "Wrong type")]
    [TestCase("{\"reason\":", "application/json", 400, TestName = "Cut JSON")]
    [TestCase("[1,2]", "application/json", 400, TestName = "Not an object")]
    [TestCase("{\"reason\":\"a\",\"reason\":\"b\"}", "application/json", 400, TestName = "A field twice")]
    [TestCase("reason=x", "application/x-www-form-urlencoded", 415, TestName = "A form")]
    [TestCase("{}", "text/plain", 415, TestName = "Plain text")]
    public async Task Rotate_BadBody_IsRefusedClearly(string body, string contentType, int status)
    {
        using var response = await Owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", stepUp: true, change: request =>
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType)));
        await AssertProblemAsync(response, (HttpStatusCode)status, status == 400 ? "validation_failed" : "unsupported_media_type");
    }

    [Test]
    public async Task Rotate_DeeplyNested_IsRefused()
    {
        var body = string.Concat(Enumerable.Repeat("{\"reason\":", 200)) + "1" + new string('}', 200);
        using var response = await Owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", stepUp: true, change: request =>
            request.Content = new StringContent(body, Encoding.UTF8, "application/json"));
        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "validation_failed");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Rotate_SixtyFiveKibibytes_IsTooLarge(bool withLength)
    {
        var body = Encoding.UTF8.GetBytes("{\"reason\":\"" + new string('x', 65 * 1024) + "\"}");
        using var response = await Owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", stepUp: true, change: request =>
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TransferEncodingChunked = !withLength;
        });
        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "payload_too_large");
    }

    [TestCase("elevenchars", TestName = "Too short")]
    [TestCase("line one of two\nline two", TestName = "Line break")]
    [TestCase("with a tab \t inside", TestName = "Tab")]
    public async Task Download_BadPassphrase_NamesTheField(string passphrase)
    {
        using var response = await Owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { passphrase }, stepUp: true);
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest, "validation_failed");
        Assert.That(problem["errors"]!["passphrase"], Is.Not.Null);
    }

    [Test]
    public async Task Download_TooLongPassphrase_NamesTheField()
    {
        using var response = await Owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { passphrase = new string('x', 257) }, stepUp: true);
        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "validation_failed");
    }

    [TestCase("pmk_", TestName = "A key's prefix alone")]
    [TestCase("pmk_0_1_2", TestName = "A key with short parts")]
    [TestCase("pmk_550e8400e29b41d4a716446655440000_0000000000000000000000000000000000000000000_000000", TestName = "A key with another checksum")]
    [TestCase("PMK pmk_550e8400e29b41d4a716446655440000", TestName = "A key after a word")]
    public async Task ApiKey_ThatIsNone_IsRefusedClearly(string key)
    {
        using var response = await RunningSystem.SendWithKeyAsync(key, "/api/v1/tenant/api-keys");
        await AssertProblemAsync(response, HttpStatusCode.Unauthorized, "invalid_api_key");
    }

    [TestCase("""{"name":"x","permissions":["audit:write"]}""", "permissions")]
    [TestCase("""{"name":"x","permissions":[]}""", "permissions")]
    [TestCase("""{"name":" ","permissions":["audit:read"]}""", "name")]
    [TestCase("""{"name":"x","permissions":["audit:read"],"rateLimitPerMinute":0}""", "rateLimitPerMinute")]
    [TestCase("""{"name":"x","permissions":["audit:read"],"expiresInDays":366}""", "expiresInDays")]
    public async Task ApiKey_OfABadRequest_IsNotMade(string body, string field)
    {
        using var response = await Owner.SendAsync(HttpMethod.Post, "/api/v1/tenant/api-keys", stepUp: true, change: request =>
            request.Content = new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest, "validation_failed");
        Assert.That(problem["errors"]![field], Is.Not.Null);
    }

    [TestCase("/api/v1/nothing-here", 404, "not_found")]
    [TestCase("/api/v1/tenant/infrastructure/ssh-credentials/operations/not-a-uuid", 404, "not_found")]
    public async Task Get_UnknownPath_IsAProblem(string path, int status, string code)
    {
        using var response = await Owner.SendAsync(HttpMethod.Get, path);
        await AssertProblemAsync(response, (HttpStatusCode)status, code);
    }

    [Test]
    public async Task Delete_WhereOnlyGetIs_IsMethodNotAllowed()
    {
        using var response = await Owner.SendAsync(HttpMethod.Delete, Ssh);
        await AssertProblemAsync(response, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Test]
    public async Task SensitiveCall_WithoutStepUp_SaysHowToGetIt()
    {
        using var response = await Owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", new { });
        var problem = await AssertProblemAsync(response, HttpStatusCode.Forbidden, "step_up_required");
        Assert.That((string)problem["detail"]!, Does.Contain("/api/v1/auth/step-up"));
    }

    [Test]
    public async Task SignIn_UnknownUserAndWrongPassword_AnswerAlike()
    {
        var answers = new List<string>();
        foreach (var email in new[] { "nobody-here@acme.example", DevelopmentUser.AcmeAdmin.Email })
        {
            using var response = await RunningSystem.Gateway.PostAsJsonAsync(
                "/api/v1/auth/sign-in", new { email, password = "not-the-password", totpCode = "000000" });
            var problem = await AssertProblemAsync(response, HttpStatusCode.Unauthorized, "invalid_credentials");
            problem.AsObject().Remove("traceId");
            answers.Add(problem.ToJsonString());
        }

        Assert.That(answers[0], Is.EqualTo(answers[1]));
    }

    [Test]
    public async Task IdempotencyKey_Repeated_GivesTheFirstAnswer()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.BorealisOwner);
        await Eventually.Async(
            async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", what: "the tenant has an active key");
        var key = Guid.CreateVersion7().ToString();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await owner.SendAsync(
                HttpMethod.Post, Ssh + "/rotate", new { reason = "once" }, stepUp: true, request => request.Headers.Add("Idempotency-Key", key));
            ids.Add((string)(await SignedInUser.ReadAsync(response, HttpStatusCode.Accepted))["operationId"]!);
        }

        Assert.That(ids.Distinct().ToList(), Has.Count.EqualTo(1));
        using var other = await owner.SendAsync(
            HttpMethod.Post, Ssh + "/rotate", new { reason = "another body" }, stepUp: true, request => request.Headers.Add("Idempotency-Key", key));
        await AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        await owner.FollowAsync($"{Ssh}/operations/{ids[0]}", new JsonObject());
    }

    private static async Task<JsonNode> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await SignedInUser.ReadAsync(response, status);
        Assert.Multiple(() =>
        {
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That((string)problem["code"]!, Is.EqualTo(code));
            Assert.That((string)problem["type"]!, Is.EqualTo("urn:penguinmails:problem:" + code));
            Assert.That((string)problem["traceId"]!, Has.Length.EqualTo(32));
            Assert.That(response.Headers.Contains("X-Trace-Id"), Is.True);
        });
        return problem;
    }
}
