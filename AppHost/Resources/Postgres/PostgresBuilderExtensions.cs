using Npgsql;
using PenguinMails.AppHost.Ports;

namespace PenguinMails.AppHost.Resources.Postgres;

/// <summary>The process ends when its work is done.</summary>
internal sealed class RunsToCompletionAnnotation : IResourceAnnotation;

internal static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="folder">State folder of the server when it runs here.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgresServer(
        this IDistributedApplicationBuilder builder, string name, string folder)
    {
        var component = new PostgresComponent(folder, builder.ExecutionContext.IsRunMode ? KeptPorts.Take(name) : 5432);
        var password = builder.AddParameter($"{name}-password", () => component.SuperuserPassword, secret: true);
        var server = builder.AddResource(new PostgresServerResource(name, component, password.Resource));
        if (builder.ExecutionContext.IsPublishMode)
        {
            return server
                .WithEndpoint(targetPort: component.Port, scheme: "tcp", name: "tcp")
                .WithEnvironment("POSTGRES_USER", PostgresComponent.Superuser)
                .WithEnvironment("POSTGRES_PASSWORD", password)
                .PublishAsContainer("docker.io/library/postgres:17");
        }

        return server
            .WithEndpoint(port: component.Port, targetPort: component.Port, scheme: "tcp", name: "tcp", isProxied: false)
            .Runs(() => component.Command, _ => Task.Run(component.Prepare, CancellationToken.None))
            .WithHealthCheck(token => ConnectAsync(server.Resource, token));
    }

    /// <summary>Adds a database with its own login role. The resource is called "{name}-database": services have the short names.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The name of database and role.</param>
    /// <param name="hasOwner">Whether another role owns it; <see cref="MigratedByOwner"/> then gives it its tables.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> server, string name, bool hasOwner = false)
    {
        var builder = server.ApplicationBuilder;
        var component = server.Resource.Component;
        var file = PostgresDatabaseResource.PasswordFileOf(component, name);
        var password = builder.AddParameter($"{name}-database-password", () => GeneratedPassword.ReadOrCreate(file), secret: true);
        var ownerFile = PostgresDatabaseResource.PasswordFileOf(component, PostgresComponent.OwnerOf(name));
        var ownerPassword = hasOwner ? builder.AddParameter($"{name}-owner-password", () => GeneratedPassword.ReadOrCreate(ownerFile), secret: true) : null;
        var database = builder.AddResource(new PostgresDatabaseResource($"{name}-database", name, server.Resource, password.Resource, ownerPassword?.Resource));
        if (builder.ExecutionContext.IsRunMode)
        {
            component.AddDatabase(name, GeneratedPassword.ReadOrCreate(file), hasOwner ? GeneratedPassword.ReadOrCreate(ownerFile) : null);
            database.WithHealthCheck(token => ConnectAsync(database.Resource, token));
        }

        return database;
    }

    /// <summary>
    /// Has the service's database migrated by its owner before the service starts: by a process of the service's program that gets the owner's
    /// password, as the service never does, and ends.
    /// </summary>
    public static IResourceBuilder<ProjectResource> MigratedByOwner<TService>(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<PostgresDatabaseResource> database)
        where TService : IProjectMetadata, new()
    {
        var owner = database.Resource.OwnerConnectionStringExpression ?? throw new ArgumentException("The database has no other owner.", nameof(database));
        var builder = service.ApplicationBuilder;
        var migration = builder.AddProject<TService>($"{service.Resource.Name}-migration")
            .WithArgs("migrate")
            .WithEnvironment($"ConnectionStrings__{database.Resource.DatabaseName}", owner)
            .WithEnvironment("Migrations__ServiceRole", database.Resource.DatabaseName)
            .WithAnnotation(new RunsToCompletionAnnotation())
            .WaitFor(database);
        if (builder.ExecutionContext.IsRunMode)
        {
            migration.StartsBuiltAssembly();
        }

        return service.WaitForCompletion(migration);
    }

    private static async Task ConnectAsync(IResourceWithConnectionString resource, CancellationToken cancellationToken)
    {
        // Without a pool: an idle connection of the AppHost's own would only be in the way of a stop.
        var connectionString = await resource.ConnectionStringExpression.GetValueAsync(cancellationToken) + ";Pooling=false;Timeout=5";
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
    }
}
