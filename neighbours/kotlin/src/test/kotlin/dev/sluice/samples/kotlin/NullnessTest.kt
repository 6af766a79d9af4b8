package dev.sluice.samples.kotlin

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Files
import java.nio.file.Path
import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What the annotations of the library mean to Kotlin's compiler. */
@Timeout(120)
class NullnessTest {
    @TempDir lateinit var folder: Path

    @Test
    fun `what may be null is nullable, and what may not is not`() {
        val compiled = compile(
            """
            val received: String? = Channel.buffered<String>(1).receive()
            val task: String = Scope.open().use { scope -> scope.go(CheckedSupplier<String, Exception> { "a" }).await() }
            val name: String = Context.key<String>("user").toString()
            val value: String? = Context.current().value(Context.key<String>("user"))
            """
        )

        assertThat(compiled.messages).isEmpty()
        assertThat(compiled.exit).isEqualTo(ExitCode.OK)
    }

    @Test
    fun `null can't be sent`() {
        val compiled = compile("val unused: Unit = Channel.buffered<String>(1).send(null)")

        assertThat(compiled.messages).contains("error: null cannot be a value of a non-null type")
    }

    @Test
    fun `a received value has to be checked, since a closed channel has none`() {
        val compiled = compile("val received: String = Channel.buffered<String>(1).receive()")

        assertThat(compiled.messages).contains("error: initializer type mismatch: expected 'String', actual 'String?'")
    }

    private class Compiled(val exit: ExitCode, val messages: String)

    private fun compile(declarations: String): Compiled {
        val source = folder.resolve("Sample.kt")
        val imports = listOf("Channel", "Context", "Scope", "function.CheckedSupplier").joinToString("\n") { "import dev.sluice.$it" }
        Files.writeString(source, "$imports\n${declarations.trimIndent()}\n")
        val messages = ByteArrayOutputStream()
        val exit = K2JVMCompiler().exec(
            PrintStream(messages), "-no-stdlib", "-no-reflect", "-nowarn", "-jvm-target", "25",
            "-classpath", System.getProperty("java.class.path"), "-d", folder.resolve("classes").toString(), source.toString(),
        )
        return Compiled(exit, messages.toString())
    }
}
