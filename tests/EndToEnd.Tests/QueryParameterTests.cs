using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>No endpoint answers as if a parameter were not there, or as if a value could match something.</summary>
[Category("System")]
public sealed class QueryParameterTests
{
    private static readonly DevelopmentUser[] Callers = [DevelopmentUser.SecondAdmin, DevelopmentUser.CumulusOwner];

    // Texts that are looked for, and a reason.
    private static readonly string[] FreeTexts = ["user", "onBehalfOf", "search", "reason"];

    [Test]
    public async Task EveryEndpoint_UndeclaredParameter_IsRefusedByName()
    {
        foreach (var (endpoint, roles) in AuthorisationTests.Decisions.Where(entry => entry.Key != "POST /api/v1/auth/sign-out"))
        {
            var (method, path) = AuthorisationTests.Split(endpoint);
            using var answer = roles is [] ? await RunningSystem.SendAsServiceAsync(method, path + "?nosuch=1") : await UserFor(roles).SendAsync(method, path + "?nosuch=1");
            await AssertNamedAsync(answer, "nosuch", endpoint);
        }
    }

    [Test]
    public async Task EveryList_UnknownValue_IsRefusedByName()
    {
        var document = JsonNode.Parse(await RunningSystem.OpenApiAsync())!;
        var parameters = (
            from path in document["paths"]!.AsObject()
            from parameter in path.Value!["get"]?["parameters"]?.AsArray() ?? []
            where (string)parameter!["in"]! == "query" && !FreeTexts.Contains((string)parameter["name"]!)
            select (Path: path.Key, Name: (string)parameter["name"]!)).ToList();
        Assert.That(parameters, Has.Count.GreaterThan(40));

        foreach (var (template, name) in parameters)
        {
            var endpoint = $"GET {template}";
            var (method, path) = AuthorisationTests.Split(endpoint);
            using var answer = await UserFor(AuthorisationTests.Decisions[endpoint]).SendAsync(method, $"{path}?{name}=no-such-value");
            await AssertNamedAsync(answer, name, endpoint);
        }
    }

    private static SignedInUser UserFor(string[] roles) => RunningSystem.UserOf(Callers.First(user => roles.Contains(user.Role)));

    private static async Task AssertNamedAsync(HttpResponseMessage answer, string parameter, string endpoint)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), $"{endpoint} with {parameter}");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That(problem["errors"]?[parameter], Is.Not.Null, $"{endpoint} with {parameter} answered {problem.ToJsonString()}");
    }
}
