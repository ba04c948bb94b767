using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace PenguinMails.Hosting.Tests;

[TestFixture]
public sealed class ManifestTests
{
    private const string Expected = """
        {
          "$schema": "https://json.schemastore.org/aspire-8.0.json",
          "resources": {
            "password": {
              "type": "parameter.v0",
              "value": "{password.inputs.value}",
              "inputs": { "value": { "type": "string", "secret": true, "default": { "generate": { "minLength": 22, "special": false } } } }
            },
            "size": {
              "type": "parameter.v0",
              "value": "{size.inputs.value}",
              "inputs": { "value": { "type": "string", "default": { "value": "3" } } }
            },
            "server": {
              "type": "container.v0",
              "image": "docker.io/library/postgres:17",
              "args": [ "-c", "max_connections={size.value}" ],
              "env": { "POSTGRES_PASSWORD": "{password.value}" },
              "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } }
            },
            "store": {
              "type": "value.v0",
              "connectionString": "Host={server.bindings.tcp.host};Port={server.bindings.tcp.port};Password={password.value}"
            },
            "api": {
              "type": "project.v0",
              "path": "api/Api.csproj",
              "env": {
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED": "true",
                "HTTP_PORTS": "{api.bindings.http.targetPort}",
                "ConnectionStrings__store": "{store.connectionString}"
              },
              "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "external": true } }
            },
            "tool": {
              "type": "executable.v0",
              "workingDirectory": "tools",
              "command": "tool",
              "args": [ "--verbose" ],
              "env": { "services__api__http__0": "{api.bindings.http.url}", "API_HTTP": "{api.bindings.http.url}" }
            },
            "special": { "type": "special.v0" }
          }
        }
        """;

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("hosting-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Publish_SampleModel_WritesManifestAndStartsNothing()
    {
        var path = Path.Combine(_folder, "manifest.json");

        // A bundle that is not there would fail a run.
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--fresh", "--publisher", "manifest", "--output-path", path, "--ASPIRE_BUNDLE_PATH=/nowhere"],
            ProjectDirectory = _folder,
        });
        AddModel(builder);
        await builder.Build().RunAsync(SampleApplication.Limit());

        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path));
        Assert.That(manifest?.ToJsonString(), Is.EqualTo(JsonNode.Parse(Expected)!.ToJsonString()));
    }

    [Test]
    public void CreateBuilder_UnknownPublisher_IsRefused() =>
        Assert.That(
            () => DistributedApplication.CreateBuilder(["--publisher", "carrier-pigeon"]),
            Throws.InstanceOf<DistributedApplicationException>().With.Message.Contains("carrier-pigeon"));

    private static void AddModel(IDistributedApplicationBuilder builder)
    {
        Assert.That(builder.ExecutionContext.IsPublishMode, Is.True);
        var password = builder.AddParameter("password", new GenerateParameterDefault { Special = false }, secret: true);
        var size = builder.AddParameter("size", "3", publishValueAsDefault: true);
        var server = builder.AddContainer("server", "docker.io/library/postgres:17")
            .WithArgs("-c", ReferenceExpression.Create($"max_connections={size}"))
            .WithEnvironment("POSTGRES_PASSWORD", password)
            .WithEndpoint(targetPort: 5432);
        var endpoint = server.GetEndpoint("tcp");
        var store = builder.AddConnectionString("store", ReferenceExpression.Create(
            $"Host={endpoint.Property(EndpointProperty.Host)};Port={endpoint.Property(EndpointProperty.Port)};Password={password}"));
        var api = builder.AddProject("api", "api/Api.csproj").WithHttpEndpoint().WithExternalHttpEndpoints().WithReference(store);
        builder.AddExecutable("tool", "tool", "tools", "--verbose").WithReference(api);
        builder.AddExecutable("special", "x", ".").WithManifestPublishingCallback(context => context.Writer.WriteString("type", "special.v0"));
        builder.AddExecutable("local", "x", ".").ExcludeFromManifest();
    }
}
