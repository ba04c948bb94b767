using System.Text.Json;

namespace PenguinMails.Gateway.Tests.Fixtures;

internal static class Problems
{
    /// <summary>Asserts that the answer is a whole problem document, and returns it.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), body);
        var problem = JsonDocument.Parse(body).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo(code));
            Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo("urn:penguinmails:problem:" + code));
            Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
            Assert.That(problem.GetProperty("title").GetString(), Is.Not.Empty);
            Assert.That(problem.GetProperty("detail").GetString(), Is.Not.Empty);
            Assert.That(response.Headers.GetValues("X-Trace-Id"), Is.EqualTo([problem.GetProperty("traceId").GetString()]));
        }

        return problem;
    }
}
