using Npgsql;

namespace PenguinMails.AppHost.Resources.Postgres;

internal static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="folder">State folder of the server when it runs here.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgresServer(
        this IDistributedApplicationBuilder builder, string name, string folder)
    {
        var component = new PostgresComponent(folder, builder.ExecutionContext.IsRunMode ? ReservedPort.Take() : 5432);
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
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> server, string name)
    {
        var builder = server.ApplicationBuilder;
        var component = server.Resource.Component;
        var file = PostgresDatabaseResource.PasswordFileOf(component, name);
        var password = builder.AddParameter($"{name}-database-password", () => GeneratedPassword.ReadOrCreate(file), secret: true);
        var database = builder.AddResource(new PostgresDatabaseResource($"{name}-database", name, server.Resource, password.Resource));
        if (builder.ExecutionContext.IsRunMode)
        {
            component.AddDatabase(name, GeneratedPassword.ReadOrCreate(file));
            database.WithHealthCheck(token => ConnectAsync(database.Resource, token));
        }

        return database;
    }

    private static async Task ConnectAsync(IResourceWithConnectionString resource, CancellationToken cancellationToken)
    {
        // Without a pool: an idle connection of the AppHost's own would only be in the way of a stop.
        var connectionString = await resource.ConnectionStringExpression.GetValueAsync(cancellationToken) + ";Pooling=false;Timeout=5";
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
    }
}
