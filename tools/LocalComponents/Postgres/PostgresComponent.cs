using System.Text;

namespace PenguinMails.LocalComponents;

/// <summary>One PostgreSQL server on loopback.</summary>
/// <param name="folder">Its state folder.</param>
/// <param name="port">Its port on 127.0.0.1.</param>
public sealed class PostgresComponent(string folder, int port)
{
    private readonly Dictionary<string, (string Password, string? OwnerPassword)> _databases = [];

    /// <summary>The account that owns the server; services never use it.</summary>
    public const string Superuser = "platform";

    public string Folder => folder;

    public int Port => port;

    /// <summary>False for throw-away servers: nothing is synced to disk, which makes tests much faster.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>How many connections it takes at once.</summary>
    public int MaxConnections { get; init; } = 300;

    public string SuperuserPassword => GeneratedPassword.ReadOrCreate(Path.Combine(folder, "superuser-password"));

    /// <summary>Runs the server until it is told to stop by SIGTERM; sets up the databases as soon as it accepts connections.</summary>
    public ComponentCommand Command => ComponentCommand.Script("postgres.sh", folder, new Dictionary<string, string>
    {
        ["PM_FOLDER"] = folder,
        ["PM_PORT"] = $"{port}",
        ["PM_DURABLE"] = IsDurable ? "yes" : "no",
        ["PM_MAX_CONNECTIONS"] = $"{MaxConnections}",
    });

    /// <summary>
    /// Adds a database for a login role of the same name. It belongs to that role, or to another one that alone can change its tables. Nobody else
    /// may connect to it.
    /// </summary>
    /// <param name="name">The name of database and role.</param>
    /// <param name="password">The role's.</param>
    /// <param name="ownerPassword">Of <see cref="OwnerOf"/>; null when there is no other owner.</param>
    public void AddDatabase(string name, string password, string? ownerPassword = null)
    {
        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException("A database name is made of lower-case letters, digits and underscores.", nameof(name));
        }

        _databases[name] = (password, ownerPassword);
    }

    /// <summary>The role that owns a database which does not belong to the role of its name.</summary>
    public static string OwnerOf(string name) => $"{name}_owner";

    /// <summary>How to reach a database, for Npgsql.</summary>
    public string ConnectionString(string database, string user, string password) =>
        $"Host=127.0.0.1;Port={port};Database={database};Username={user};Password={password}";

    /// <summary>Writes what the command reads. Call it before each start.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(folder);
        ProtectedFile.Write(Path.Combine(folder, "pgpass"), $"127.0.0.1:{port}:*:{Superuser}:{SuperuserPassword}\n");
        var setup = new StringBuilder("SET log_min_error_statement = panic;\n");
        foreach (var (name, (password, ownerPassword)) in _databases)
        {
            AddRole(setup, name, password);
            var owner = ownerPassword is null ? name : OwnerOf(name);
            if (ownerPassword is not null)
            {
                AddRole(setup, owner, ownerPassword);
            }

            setup.Append($"""
                SELECT 'CREATE DATABASE "{name}" OWNER "{owner}"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \gexec
                REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;

                """);
            if (ownerPassword is not null)
            {
                // One of an earlier version belongs to the role of its name, with all that is in it.
                setup.Append($"""
                    ALTER DATABASE "{name}" OWNER TO "{owner}";
                    GRANT CONNECT ON DATABASE "{name}" TO "{name}";
                    \connect "{name}"
                    REASSIGN OWNED BY "{name}" TO "{owner}";
                    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                    \connect postgres

                    """);
            }
        }

        ProtectedFile.Write(Path.Combine(folder, "setup.sql"), setup.ToString());
    }

    private static void AddRole(StringBuilder setup, string name, string password) => setup.Append($"""
        SELECT 'CREATE ROLE "{name}" LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \gexec
        ALTER ROLE "{name}" PASSWORD '{ScramVerifier.Create(password)}';

        """);
}
