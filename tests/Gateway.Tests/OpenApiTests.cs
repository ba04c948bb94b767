using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.Gateway.OpenApi;
using PenguinMails.Gateway.Tests.Fixtures;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class OpenApiTests
{
    private static readonly JsonObject Identity = Document("/api/v1/auth/me", "Item", "string", "auth");
    private static readonly JsonObject Rotation = Document("/api/v1/admin/secrets/campaigns", "Item", "integer", "campaigns");

    [Test]
    public void Merge_OfSchemasWithOneNameAndTwoContents_KeepsBoth()
    {
        var merged = DocumentMerger.Merge([new("identity", Identity), new("key-issuance", Rotation)]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Type(merged, "Item"), Is.EqualTo("string"));
            Assert.That(Type(merged, "KeyIssuanceItem"), Is.EqualTo("integer"));
            Assert.That(Reference(merged, "/api/v1/auth/me"), Is.EqualTo("#/components/schemas/Item"));
            Assert.That(Reference(merged, "/api/v1/admin/secrets/campaigns"), Is.EqualTo("#/components/schemas/KeyIssuanceItem"));
            Assert.That(merged["tags"]!.ToJsonString(), Is.EqualTo("""[{"name":"auth"},{"name":"campaigns"}]"""));
            Assert.That(merged["paths"]!.AsObject().Select(path => path.Key), Has.None.StartsWith("/internal"));
        }
    }

    [Test]
    public void Merge_OfOnePathWithMethodsOfTwoServices_KeepsBoth()
    {
        var changed = Identity.DeepClone().AsObject();
        var path = changed["paths"]!["/api/v1/auth/me"]!.AsObject();
        path["post"] = path["get"]!.DeepClone();
        path.Remove("get");

        var merged = DocumentMerger.Merge([new("identity", Identity), new("rotation", changed)]);

        Assert.That(merged["paths"]!["/api/v1/auth/me"]!.AsObject().Select(operation => operation.Key), Is.EqualTo(["get", "post"]));
    }

    [Test]
    public void Merge_InAnyOrder_GivesTheSameDocument()
    {
        var one = DocumentMerger.Merge([new("identity", Identity), new("rotation", Rotation)]);
        var other = DocumentMerger.Merge([new("rotation", Rotation), new("identity", Identity)]);

        Assert.That(one.ToJsonString(), Is.EqualTo(other.ToJsonString()));
    }

    [Test]
    public async Task Document_OfTheWholeApi_IsServedWithoutATokenAndOutlivesAService()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var rotation = await BackendServer.StartAsync("rotation");
        (identity.OpenApi, rotation.OpenApi) = (Identity, Rotation);
        await using var gateway = await GatewayServer.StartAsync([identity, rotation]);
        using var client = gateway.Anonymous();

        var first = await client.GetStringAsync("/openapi/v1.json");
        await rotation.StopAsync();
        var second = await client.GetStringAsync("/openapi/v1.json");

        Assert.That(second, Is.EqualTo(first));
        Assert.That(JsonNode.Parse(first)!["paths"]!.AsObject().Select(path => path.Key),
            Is.EqualTo(["/api/v1/admin/secrets/campaigns", "/api/v1/auth/me"]));
    }

    [Test]
    public async Task Document_WhileAServiceNeverAnswered_IsNotInvented()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var rotation = await BackendServer.StartAsync("rotation");
        await rotation.StopAsync();
        await using var gateway = await GatewayServer.StartAsync([identity, rotation]);
        using var client = gateway.Anonymous();

        using var answer = await client.GetAsync("/openapi/v1.json");

        var problem = await answer.ShouldBeProblemAsync(503, "dependency_unavailable");
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("rotation"));
        await rotation.StartAgainAsync();
        Assert.That((await client.GetAsync("/openapi/v1.json")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static JsonObject Document(string path, string schema, string type, string tag) => JsonNode.Parse($$"""
        {
          "openapi": "3.1.1", "info": {"title": "x", "version": "1"},
          "paths": {
            "{{path}}": {"get": {"tags": ["{{tag}}"], "responses": {"200": {"description": "ok",
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/{{schema}}"} } } } } } },
            "/internal/x": {"get": {"responses": {} } }
          },
          "components": {"schemas": {"{{schema}}": {"type": "{{type}}"}, "Problem": {"type": "object"} } }
        }
        """)!.AsObject();

    private static string? Type(JsonObject document, string schema) => document["components"]!["schemas"]![schema]!["type"]!.GetValue<string>();

    private static string? Reference(JsonObject document, string path) =>
        document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>();
}
