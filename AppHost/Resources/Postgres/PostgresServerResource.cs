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

/// <summary>A database for a login role of the same name. The tables belong to that role, or to a separate owner.</summary>
internal sealed class PostgresDatabaseResource(
    string name, string databaseName, PostgresServerResource parent, ParameterResource password, ParameterResource? ownerPassword)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresServerResource Parent { get; } = parent;

    /// <summary>The database's name, and its role's.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <summary>Keeps the role's password when the server runs here.</summary>
    public string PasswordFile => PasswordFileOf(Parent.Component, DatabaseName);

    public ReferenceExpression ConnectionStringExpression => Parent.ConnectionStringFor(DatabaseName, DatabaseName, password);

    /// <summary>How the owner connects; null when the database belongs to the role of its name.</summary>
    public ReferenceExpression? OwnerConnectionStringExpression =>
        ownerPassword is null ? null : Parent.ConnectionStringFor(DatabaseName, PostgresComponent.OwnerOf(DatabaseName), ownerPassword);

    public static string PasswordFileOf(PostgresComponent server, string database) => Path.Combine(server.Folder, $"{database}-password");
}
