namespace PenguinMails.AppHost.Resources.Postgres;

/// <summary>The PostgreSQL server that holds one database per service.</summary>
internal sealed class PostgresServerResource(string name, PostgresComponent component, ParameterResource password)
    : ExecutableResource(name, component.Command.Path, component.Folder), IResourceWithConnectionString
{
    public PostgresComponent Component { get; } = component;

    /// <summary>The superuser's password.</summary>
    public ParameterResource Password { get; } = password;

    public ReferenceExpression ConnectionStringExpression => ConnectionStringFor("postgres", PostgresComponent.Superuser, Password);

    private EndpointReference Endpoint => new(this, "tcp");

    public ReferenceExpression ConnectionStringFor(string database, string user, ParameterResource password) => ReferenceExpression.Create(
        $"Host={Endpoint.Property(EndpointProperty.IPV4Host)};Port={Endpoint.Property(EndpointProperty.Port)};Database={database};Username={user};Password={password}");
}

/// <summary>A database that belongs to a login role of the same name, and to nobody else.</summary>
internal sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent, ParameterResource password)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = parent;

    /// <summary>The database's name, and its role's.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <summary>Keeps the role's password when the server runs here.</summary>
    public string PasswordFile => PasswordFileOf(Parent.Component, DatabaseName);

    public ReferenceExpression ConnectionStringExpression => Parent.ConnectionStringFor(DatabaseName, DatabaseName, password);

    public static string PasswordFileOf(PostgresComponent server, string database) => Path.Combine(server.Folder, $"{database}-password");
}
