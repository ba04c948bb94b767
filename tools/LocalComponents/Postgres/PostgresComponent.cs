using System.Text;

namespace PenguinMails.LocalComponents;

/// <summary>One PostgreSQL server on loopback.</summary>
/// <param name="folder">Its state folder.</param>
/// <param name="port">Its port on 127.0.0.1.</param>
public sealed class PostgresComponent(string folder, int port)
{
    private readonly Dictionary<string, string> _databases = [];

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

    /// <summary>Adds a database that belongs to a login role of the same name. Nobody else may connect to it.</summary>
    public void AddDatabase(string name, string password)
    {
        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException("A database name is made of lower-case letters, digits and underscores.", nameof(name));
        }

        _databases[name] = password;
    }

    /// <summary>How to reach a database, for Npgsql.</summary>
    public string ConnectionString(string database, string user, string password) =>
        $"Host=127.0.0.1;Port={port};Database={database};Username={user};Password={password}";

    /// <summary>Writes what the command reads. Call it before each start.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(folder);
        ProtectedFile.Write(Path.Combine(folder, "pgpass"), $"127.0.0.1:{port}:*:{Superuser}:{SuperuserPassword}\n");
        var setup = new StringBuilder("SET log_min_error_statement = panic;\n");
        foreach (var (name, password) in _databases)
        {
            setup.Append($"""
                SELECT 'CREATE ROLE "{name}" LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \gexec
                ALTER ROLE "{name}" PASSWORD '{ScramVerifier.Create(password)}';
                SELECT 'CREATE DATABASE "{name}" OWNER "{name}"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \gexec
                REVOKE ALL ON DATABASE "{name}" FROM PUBLIC;

                """);
        }

        ProtectedFile.Write(Path.Combine(folder, "setup.sql"), setup.ToString());
    }
}
